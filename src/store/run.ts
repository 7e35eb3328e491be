/** A run in the ledger. */
import type { ErrorCode } from "../core/codes.ts";
import type { RowCounts } from "../core/issue.ts";

/**
 * Claimed: the file is in InProcess, nothing is decided; after a crash the import runs again.
 * Decided: verdict and rows are committed; after a crash it is only reported and archived.
 * Archived: History is complete, `.result` stands; nothing to do.
 */
export type RunState = "Claimed" | "Decided" | "Archived";
export type RunStatus = "Succeeded" | "PartiallySucceeded" | "Failed";

export interface RunRecord {
  readonly id: string;
  readonly type: string;
  /** Name of the dropped file. */
  readonly file: string;
  /** Its name inside InProcess. */
  readonly inProcessName: string;
  /** `yyyyMMdd_hhmmss_file.ext`, known from the start of the attempt. */
  readonly historyName: string;
  readonly state: RunState;
  /** Attempts begun, counted before the file is opened. */
  readonly attempt: number;
  readonly user: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly claimedAt: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly verdict?: Verdict;
  /** Names in History, once archived. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the rows of a Data Updater asked for, by whether it was done; together all rows. */
export interface OperationCounts {
  inserted: number;
  updated: number;
  deleted: number;
  notInserted: number;
  notUpdated: number;
  notDeleted: number;
}

export function noOperations(): OperationCounts {
  return { inserted: 0, updated: 0, deleted: 0, notInserted: 0, notUpdated: 0, notDeleted: 0 };
}

/** A run with its verdict. */
export type DecidedRun = RunRecord & { readonly verdict: Verdict };

export function isDecided(run: RunRecord): run is DecidedRun {
  return run.verdict !== undefined;
}

export interface Verdict {
  readonly status: RunStatus;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: RowCounts;
  /** By sheet name; empty where the file has no sheets. */
  readonly sheets: Readonly<Record<string, RowCounts>>;
  /** Of a Data Updater only. */
  readonly operations?: Readonly<OperationCounts>;
  readonly warnings: number;
  /** Issues by code, warnings included. */
  readonly codes: Readonly<Record<string, number>>;
  /** The codes for `.err`: distinct codes of errors, the file's own first. */
  readonly errors: readonly ErrorCode[];
  /** Why the file failed as a whole, for people. */
  readonly message?: string;
  /** Audit key of the commit; absent when nothing changed. */
  readonly auditKey?: number;
  readonly decidedAt: string;
  /** Encoding, delimiter and the like, for the log. */
  readonly notes: readonly string[];
}
