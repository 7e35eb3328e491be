/** What the console asks the export line for; the service provides it. */
import type { ExportStatus } from "../export/status.ts";
import type { FetchStatus } from "../fetch/status.ts";
import type { Job } from "../jobs/job.ts";
import type { ActionOutcome } from "../jobs/action-outcome.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { DueRecord, ExportRun } from "../store/export-run.ts";

/** A job with what its schedule makes of it now. */
export interface JobView extends Job {
  /** ISO 8601, UTC; absent when it is never due again. */
  readonly nextDue?: string;
  /** The run that is queued or goes on. */
  readonly openRun?: string;
}

export interface DueView {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The same in the job's zone, with what daylight saving has done to it. */
  readonly local: string;
  readonly note?: string;
}

export interface ArtifactView {
  readonly run: string;
  readonly job: string;
  readonly title: string;
  readonly destination: string;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly sizeBytes: number;
  readonly publishedAt: string;
  readonly expiresAt: string;
  readonly remainingDays: number;
}

export interface ExportsConsole {
  status(): Promise<ExportStatus>;
  fetches(): FetchStatus;
  jobs(): Promise<readonly JobView[]>;
  /** By id or title. @throws {UsageError} J002 */
  job(name: string): Promise<JobView>;
  next(name: string, count: number): Promise<readonly DueView[]>;
  due(name: string, limit: number): Promise<readonly DueRecord[]>;
  /** Each in its turn; what is wrong with one is in its outcome. */
  act(rows: readonly JobRow[]): Promise<readonly ActionOutcome[]>;
  artifacts(): Promise<readonly ArtifactView[]>;
  /** @throws {UsageError} S009, J005 @throws {TransientError | OperatorError} P001 to P005 */
  deleteArtifact(run: string): Promise<ExportRun>;
}
