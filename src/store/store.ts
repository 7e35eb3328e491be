/**
 * The port of the store: the ledgers of runs, the import of files in one transaction, queries.
 * Implementations: store/sqlite. Every call is answered by another thread or machine; none blocks.
 */
import type { MessagePort } from "node:worker_threads";
import type { ErrorCode } from "../core/codes.ts";
import type { RowIssue } from "../core/issue.ts";
import type { CampaignLedger } from "./campaign-ledger.ts";
import type { DatasetSpec, ImportTypeSpec } from "./dataset-spec.ts";
import type { ExportLedger } from "./export-run.ts";
import type { Outbox } from "./outbox.ts";
import type { RunOutcome } from "./run-outcome.ts";
import type { RunRecord, RunState, RunStatus, Verdict } from "./run.ts";

export interface NewRun {
  readonly id: string;
  readonly type: string;
  readonly file: string;
  readonly inProcessName: string;
  readonly historyName: string;
  readonly user: string;
  readonly claimedAt: string;
}

/** Runs of one type that are imported together, in this order. */
export interface ApplyPlan {
  readonly type: ImportTypeSpec;
  readonly runs: readonly RunToApply[];
  /** True: everything is compared and counted, nothing is kept (`quayside check`); of one run only. */
  readonly dryRun: boolean;
  /** In a dry run: new file that takes all issues as JSON Lines, since nothing stays in the store. */
  readonly issuesPath?: string;
}

export interface RunToApply {
  readonly run: string;
  readonly attempt: number;
  readonly startedAt: string;
  /** The sender vouches for the file: the shrink guard lets it pass. */
  readonly isForced?: boolean;
  /** As long as rows refer to records that are not there, nothing is decided: see `applyRuns`. */
  readonly isPatient?: boolean;
}

/** A run whose History is complete. */
export interface ArchivedRun {
  readonly id: string;
  /** Names in History, by role. */
  readonly files: Readonly<Record<string, string>>;
}

/** A verdict without an import. */
export interface RunFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly decidedAt: string;
  /** Empty where the file is not there any more. */
  readonly sha256: string;
  readonly bytes: number;
}

/** How far a group of files is, all its files together. */
export interface ApplyProgress {
  /** Files that are read or stored, whichever the step is about. */
  readonly filesDone: number;
  readonly rowsSeen: number;
  readonly bytesRead: number;
  readonly totalBytes: number;
  readonly step: "reading" | "waiting for the store" | "storing" | "committing";
}

export interface RunFilter {
  readonly type?: string;
  readonly states?: readonly RunState[];
  readonly status?: RunStatus;
  readonly file?: string;
  /** Archived before this instant; ISO 8601, UTC. */
  readonly finishedBefore?: string;
  readonly limit?: number;
  /** Runs older than this id only, for paging. */
  readonly before?: string;
}

export interface RecordQuery {
  readonly dataset: string;
  /** All must hold. */
  readonly where: readonly RecordCondition[];
  /** Records with a greater Id only, for paging. */
  readonly after?: number;
  readonly limit: number;
}

export interface RecordCondition {
  readonly column: string;
  readonly operator:
    "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" | "is empty" | "is not empty";
  readonly value: string;
}

/** A record as people see it: references by name, lists as `a;b`, pairs as `a=1;b=2`. */
export type StoredRecord = Readonly<Record<string, string | number | null>>;

export interface StoreHealth {
  readonly ok: boolean;
  readonly kind: string;
  readonly detail: string;
}

export interface Store extends ExportLedger, Outbox, CampaignLedger, AsyncDisposable {
  /** Inserts the runs as Claimed with attempt 1: all or none. */
  claimRuns(runs: readonly NewRun[]): Promise<readonly RunRecord[]>;
  /** Counts one more attempt of a Claimed run, durably, and gives it a new name in History. */
  retakeRun(id: string, historyName: string): Promise<RunRecord>;
  /** Takes the last attempt of each back: the fault was not the file's (disk full, store busy). */
  excuseRuns(ids: readonly string[]): Promise<void>;
  /**
   * Imports what comes over `feed`, the files of the plan's runs one after another, and decides all of
   * them in one transaction: a file that fails leaves its verdict and none of its rows. While it is open
   * other calls that write wait. Closing the other end of `feed` cancels: rolled back, rejects.
   * @throws {TransientError} S004, S006: rolled back, may be tried again. R012: a reference of a patient
   *   run was not found: rolled back, all files of the plan.
   * @throws {Error} when the feed broke, or by a fault of ours: rolled back.
   */
  applyRuns(
    plan: ApplyPlan,
    feed: MessagePort,
    onProgress?: (progress: ApplyProgress) => void,
  ): Promise<readonly Verdict[]>;
  /**
   * Decides a Claimed run whose rows went elsewhere than into the store, with its issues, in one
   * transaction. @throws {TransientError} S004, S006: nothing was decided, may be tried again.
   */
  decideRun(run: RunToApply, outcome: RunOutcome): Promise<Verdict>;
  /** Decides a Claimed run as Failed without reading it (quarantine). */
  failRun(id: string, failure: RunFailure): Promise<Verdict>;
  /** Marks Decided runs as Archived, all or none; again is harmless. */
  archiveRuns(runs: readonly ArchivedRun[], finishedAt: string): Promise<void>;
  run(id: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  runs(filter: RunFilter): Promise<readonly RunRecord[]>;
  /** Issues of a decided run by sheet (in the order of the file) and row; a page at a time. */
  issues(run: string, offset: number, limit: number): Promise<readonly RowIssue[]>;
  /** Writes all issues as JSON Lines, in the order of `issues`, to a new file; gives their number. */
  writeIssues(run: string, path: string): Promise<number>;
  datasets(): Promise<readonly { readonly spec: DatasetSpec; readonly records: number }[]>;
  /** By ascending Id. @throws {UsageError} S009 for an unknown dataset or column. */
  records(query: RecordQuery): Promise<readonly StoredRecord[]>;
  /** Forgets Archived runs that finished before, and their issues; gives their number. */
  forgetRuns(finishedBefore: string): Promise<number>;
  health(): Promise<StoreHealth>;
}
