/** Runs of exports in the ledger, the instants that were due, and the port that keeps them. */
import type { ErrorCode } from "../core/codes.ts";
import type { FetchedVersion, FetchRecord } from "./fetch-record.ts";

/** TimedOut: a file to fetch was not there by its deadline. */
export type ExportState =
  | "Queued"
  | "InProgress"
  | "Finished"
  | "FinishedWithWarnings"
  | "Failed"
  | "TimedOut"
  | "Cancelled";

/** Which line takes a run: exports publish, fetches bring a file into a drop folder. */
export type RunLine = "export" | "fetch";

/**
 * Building: nothing is outside the work folder; after a crash the archive is built anew.
 * Publishing: the encrypted files lie in the work folder, described in `files`; after a crash the
 * upload goes on. Published: the index stands on the destination; only the ledger is behind.
 */
export type ExportStep = "building" | "publishing" | "published";

/** Of what a run published: None before, Expired by retention, Deleted by a person. */
export type ArtifactState = "None" | "Published" | "Expired" | "Deleted";

export type ExportReason = "schedule" | "catch-up" | "manual";

/** Everything that was decided when the run started, so that a second try selects the same. */
export interface ExportScope {
  /** Half-open, ISO 8601, UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly dateField?: string;
  /** Audit keys: after (exclusive), up to (inclusive; set when the snapshot was taken). */
  readonly auditAfter?: number;
  readonly auditUpTo?: number;
}

/** A file that a run made or makes public. */
export interface ExportFile {
  /** `export-<run>.zip.smime` */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ExportRun {
  /** UUID (version 7, so that ids sort by time). */
  readonly id: string;
  readonly job: string;
  readonly title: string;
  /** Absent: export. */
  readonly line?: RunLine;
  /** The JobDefinition (jobs/job.ts) that the run was started with, as JSON text. */
  readonly definition: string;
  readonly reason: ExportReason;
  /** The instant that it is due for; ISO 8601, UTC, like all times here. */
  readonly dueAt: string;
  readonly state: ExportState;
  /** From InProgress on. */
  readonly step?: ExportStep;
  readonly artifact: ArtifactState;
  readonly attempt: number;
  readonly user: string;
  readonly queuedAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly scope?: ExportScope;
  readonly destination?: string;
  /** SHA-256 fingerprints of the recipients' certificates. */
  readonly certificates?: readonly string[];
  /** Of a file name that others have, too: `_2`, `_3`; absent: it is the first. */
  readonly nameNumber?: number;
  /** Records by file of the archive. */
  readonly records?: Readonly<Record<string, number>>;
  /** Bytes of all files of the archive, before it was packed. */
  readonly contentBytes?: number;
  /** Of the artifact, the index file not among them. */
  readonly files?: readonly ExportFile[];
  readonly warnings: readonly string[];
  readonly error?: { readonly code: ErrorCode; readonly message: string };
  readonly publishedAt?: string;
  readonly expiresAt?: string;
  /** Of a fetch, from InProgress on. */
  readonly fetch?: FetchRecord;
}

export interface ExportFilter {
  readonly job?: string;
  readonly line?: RunLine;
  readonly states?: readonly ExportState[];
  readonly artifact?: ArtifactState;
  /** With `artifact: "Published"`: those that expire at this instant or before. */
  readonly expiresBefore?: string;
  readonly limit?: number;
  /** Runs older than this id only, for paging. */
  readonly before?: string;
}

export type DueOutcome = "ran" | "late" | "missed" | "skipped" | "suspended";

/** What became of instants that were due. One row stands for one instant, or for many that were missed alike. */
export interface DueRecord {
  readonly job: string;
  /** The (first) instant; ISO 8601, UTC. */
  readonly dueAt: string;
  /** The last instant, where the row stands for several. */
  readonly lastDueAt?: string;
  readonly count: number;
  readonly outcome: DueOutcome;
  /** Why, for people. */
  readonly reason: string;
  /** The run that was queued for it (ran, late), or that was in the way (skipped). */
  readonly run?: string;
}

/** Decisions of one look at the clock, committed together. */
export interface Accounting {
  readonly job: string;
  readonly records: readonly DueRecord[];
  /** Runs that these decisions queue. */
  readonly queued: readonly ExportRun[];
  /** All instants up to here, inclusive, are accounted for. */
  readonly accountedTo: string;
}

/** The parts of a JobDefinition (jobs/job.ts) that tell what a delta goes on from. */
export interface DeltaDefinition {
  readonly source: string;
  readonly exchange?: { readonly kind: string; readonly database?: string };
}

/**
 * What marks of deltas are kept for: `info-mart`, or one database, `data-displacer/customers`.
 * Undefined: such jobs select by time only.
 */
export function auditSource({ source, exchange }: DeltaDefinition): string | undefined {
  if (source === "info-mart") return source;
  return exchange?.kind === "table" ? `${source}/${exchange.database ?? ""}` : undefined;
}

/**
 * The part of the store that keeps exports. What was changed is durable, and is seen by the next
 * question, when the call has been answered. While a large import is stored, changes wait for its
 * end; questions are answered all the time.
 */
export interface ExportLedger {
  /** Enters a run as it is. @throws {UsageError} J004 when a run of the same job is open. */
  queueExport(run: ExportRun): Promise<void>;
  /**
   * Changes a run if it still is in one of the states (compare and set), and gives the whole of it.
   * @throws {UsageError} J005 when it is in another state, S009 when there is none.
   * @throws {TransientError} J004 when another run of its job is InProgress: two never are.
   */
  changeExport(
    id: string,
    from: readonly ExportState[],
    change: Partial<Omit<ExportRun, "id">>,
  ): Promise<ExportRun>;
  export(id: string): Promise<ExportRun | undefined>;
  /** Newest first; 1,000 by default, 10,000 at most. */
  exports(filter: ExportFilter): Promise<readonly ExportRun[]>;
  /**
   * Records decisions, queues their runs and moves the mark, in one durable transaction. Whether a
   * run of the job is open is part of the decision, and not judged here (`catchUp: all` queues many).
   */
  account(accounting: Accounting): Promise<void>;
  /** Up to which instant the job's due instants are accounted for. */
  accountedTo(job: string): Promise<string | undefined>;
  /** Newest first. */
  dueRecords(job: string, limit: number): Promise<readonly DueRecord[]>;
  /**
   * Highest `scope.auditUpTo` of runs that published for this source (auditSource): of one job, or
   * of any. It is kept when the run is forgotten.
   */
  lastAuditKey(source: string, job: string | undefined): Promise<number | undefined>;
  /** Of each remote path, the version that a run of the job took last; kept when the run is forgotten. */
  fetchedVersions(job: string): Promise<readonly FetchedVersion[]>;
  /**
   * Forgets ended runs without a published artifact that finished before, and due records of
   * before; gives the number of runs.
   */
  forgetExports(finishedBefore: string): Promise<number>;
}
