/** The calls that the threads of the store answer. */
import type { MessagePort } from "node:worker_threads";
import type { RowIssue } from "../../core/issue.ts";
import type { CampaignLedger } from "../campaign-ledger.ts";
import type { ImportTypeSpec } from "../dataset-spec.ts";
import type { ExportLedger } from "../export-run.ts";
import type { Outbox } from "../outbox.ts";
import type { RunOutcome } from "../run-outcome.ts";
import type { RunRecord, Verdict } from "../run.ts";
import type {
  ApplyPlan,
  ArchivedRun,
  NewRun,
  RecordQuery,
  RunFilter,
  StoredRecord,
  RunFailure,
  RunToApply,
} from "../store.ts";

/** What a thread is started with. */
export interface ThreadOptions {
  readonly path: string;
  readonly types: readonly ImportTypeSpec[];
  readonly workFolder: string;
  /** Of the service. IANA. */
  readonly timeZone: string;
}

/** Calls of the ledger of exports that change it. */
export type ExportWriteCalls = Pick<
  ExportLedger,
  "queueExport" | "changeExport" | "account" | "forgetExports"
>;

/** Its questions, as a thread answers them. */
export type ExportReadCalls = Answered<Omit<ExportLedger, keyof ExportWriteCalls>>;

/** Calls of the outbox that change it. */
export type OutboxWriteCalls = Pick<Outbox, "settleNotices" | "changeMessage" | "forgetMessages">;

/** Its questions. */
export type OutboxReadCalls = Answered<Omit<Outbox, keyof OutboxWriteCalls>>;

/** Calls of the ledger of campaigns that change it. */
export type CampaignWriteCalls = Omit<
  CampaignLedger,
  "campaigns" | "campaignCustomers" | "campaignAttempts" | "campaignQuestions" | "beginCall"
>;

/** Its questions. */
export type CampaignReadCalls = Answered<
  Omit<CampaignLedger, keyof CampaignWriteCalls | "beginCall">
>;

type Answered<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...parameters: infer P) => Promise<infer R>
    ? (...parameters: P) => R
    : never;
};

export interface ReadCalls extends ExportReadCalls, OutboxReadCalls, CampaignReadCalls {
  run(id: string): RunRecord | undefined;
  runs(filter: RunFilter): readonly RunRecord[];
  issues(run: string, offset: number, limit: number): readonly RowIssue[];
  writeIssues(run: string, path: string): number;
  /** Records of each dataset, in the order of the types. */
  countRecords(): readonly number[];
  records(query: RecordQuery): readonly StoredRecord[];
  /** Answers only while the store can be read; tells its size in bytes. */
  sizeBytes(): number;
}

export interface WriteCalls extends ExportWriteCalls, OutboxWriteCalls, CampaignWriteCalls {
  claimRuns(runs: readonly NewRun[]): Promise<readonly RunRecord[]>;
  retakeRun(id: string, historyName: string): Promise<RunRecord>;
  excuseRuns(ids: readonly string[]): Promise<void>;
  applyRuns(plan: ApplyPlan, feed: MessagePort): Promise<readonly Verdict[]>;
  decideRun(run: RunToApply, outcome: RunOutcome): Promise<Verdict>;
  failRun(id: string, failure: RunFailure): Promise<Verdict>;
  archiveRuns(runs: readonly ArchivedRun[], finishedAt: string): Promise<void>;
  forgetRuns(finishedBefore: string): Promise<number>;
}

/** Ends imports that are open, closes the connection, and lets the thread end. */
export interface CloseCalls {
  close(): Promise<void>;
}

export type WriterCalls = ReadCalls & WriteCalls & CloseCalls;
export type ReaderCalls = ReadCalls & CloseCalls;
