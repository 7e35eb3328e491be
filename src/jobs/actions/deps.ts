/** What actions on jobs work with. */
import type { Clock } from "../../core/clock.ts";
import type { ExportLedger, ExportRun } from "../../store/export-run.ts";
import type { Catalogue } from "../catalogue.ts";
import type { FetchDefinition, Job, JobSource } from "../job.ts";
import type { JobIssue } from "../job-issue.ts";
import type { JobDefaults } from "../notation/defaults.ts";

export interface DisplacedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ActionDeps {
  readonly catalogue: Catalogue;
  readonly ledger: Pick<ExportLedger, "export" | "exports">;
  readonly clock: Clock;
  readonly defaults: JobDefaults;
  /** The first instant after `after` that is due, however far off; undefined: there is none. */
  readonly nextDue: (job: Job, after: Date) => Date | undefined;
  /** Names of the destinations in the settings. */
  readonly destinations: readonly string[];
  /** Tables that a Displacer may take, with their columns. */
  readonly tables: readonly DisplacedTable[];
  /** Whether an owner has a certificate, good or bad: whether it is good is judged by each run. */
  readonly hasCertificate: (owner: string) => Promise<boolean>;
  /** What the settings have against a fetch: its source, its database. */
  readonly fetchIssues: (source: JobSource, fetch: FetchDefinition) => readonly JobIssue[];
  /**
   * Queues a run under the id that it is given (ExportLedger.queueExport), reason `manual`.
   * @throws {UsageError} J004 when another run of the job is open.
   */
  readonly queueRun: (job: Job, run: NewRun) => Promise<void>;
  /** Cancels a run that was open a moment ago. @throws {UsageError} J005 when it is no more. */
  readonly cancelRun: (job: Job, run: ExportRun) => Promise<void>;
}

export interface NewRun {
  /** UUID (version 7). */
  readonly id: string;
  readonly user: string;
}
