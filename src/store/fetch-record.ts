/** What a run of a fetch keeps in the ledger: its files, each with what was done with it. */
import type { ErrorCode } from "../core/codes.ts";
import type { RowCounts } from "../core/issue.ts";
import type { RunStatus } from "./run.ts";

/** What a remote file was when it was taken: same path, size and time mean the same content. */
export interface FetchedVersion {
  /** Relative to the folder of the source. */
  readonly path: string;
  readonly sizeBytes: number;
  /** ISO 8601, UTC. */
  readonly modifiedAt: string;
}

/**
 * found: seen, nothing was done; after a crash it is fetched, on from what has arrived.
 * fetched: its content lies in the work folder, or hidden in the drop folder, or was dropped: the
 * folders tell which. dropped: the import has it, or will. decided: the import has its verdict.
 * settled: the remote file was left, moved or deleted as the job says.
 */
export type FetchStep = "found" | "fetched" | "dropped" | "decided" | "settled";

export interface FetchedFile {
  /** Of a table or query none: there is nothing to remember or to settle. */
  readonly remote?: FetchedVersion;
  readonly step: FetchStep;
  /** Name in the drop folder: from `fetched` on that which it really gets. */
  readonly name: string;
  /** Of what was dropped. */
  readonly sha256?: string;
  readonly sizeBytes?: number;
  readonly fetchedAt?: string;
  /** The newest import run of that name before: the one after it is ours. */
  readonly before?: string;
  /** The run that imported it. */
  readonly importRun?: string;
  readonly status?: RunStatus;
  readonly rows?: RowCounts;
  readonly decidedAt?: string;
  /** Names in History, by role. */
  readonly files?: Readonly<Record<string, string>>;
  /** Why nothing of it was imported. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
  /** Where the remote file is being moved. */
  readonly movedTo?: string;
  readonly settled?: "kept" | "moved" | "deleted" | "left";
}

export interface FetchRecord {
  /** The import type whose folder it drops into. */
  readonly importType: string;
  readonly files: readonly FetchedFile[];
  /** What keeps it from going on now; it is tried again. */
  readonly held?: { readonly code: ErrorCode; readonly message: string };
}
