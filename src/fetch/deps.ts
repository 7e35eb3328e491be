/** What the steps of the fetch line work with. */
import type { Clock } from "../core/clock.ts";
import type { ErrorCode } from "../core/codes.ts";
import type { Logger } from "../core/log.ts";
import type { FetchDefinition, JobDefinition, JobSource } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { Store } from "../store/store.ts";
import type { FetchSource, SourceSettings } from "./source.ts";
import type { FetchProgress } from "./status.ts";
import type { UnpackLimits } from "./unpack.ts";

/** Where what is fetched for a database is dropped, or why it can't be. */
export type ImportTarget =
  | { readonly importType: string }
  | { readonly code: ErrorCode; readonly message: string; readonly hint: string };

export interface DropPaths {
  readonly path: string;
  readonly inProcessPath: string;
}

export interface FetchDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, "changeExport" | "export" | "exports" | "fetchedVersions" | "runs">;
  /** Of the settings, by name. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
  readonly openSource: (settings: SourceSettings, signal: AbortSignal) => Promise<FetchSource>;
  readonly targetOf: (source: JobSource, database: string) => ImportTarget;
  /** The folders of an import type, as they are on the disk; made where they are missing. */
  readonly dropFolder: (importType: string) => Promise<DropPaths>;
  /** The drop folders are looked into at once. */
  readonly scanNow: () => void;
  /** A remote file that has not changed for longer is complete. */
  readonly settleMs: number;
  readonly limits: UnpackLimits;
  /** Private folder with one folder for each run that is open. */
  readonly workPath: string;
  /** Waits until fewer than so many others bring content across. */
  readonly inTurn: <T>(act: () => Promise<T>) => Promise<T>;
}

/** One run on its way. */
export interface FetchWork {
  readonly deps: FetchDeps;
  readonly definition: JobDefinition;
  readonly fetch: FetchDefinition;
  /** Aborted: the run is left as it stands, at once. */
  readonly signal: AbortSignal;
  readonly report: (progress: FetchProgress) => void;
}

/** The instant up to which a file is waited for, and faults of the source are. */
export function deadlineOf(run: Pick<ExportRun, "dueAt">, { deadlineMs }: FetchDefinition): Date {
  return new Date(Date.parse(run.dueAt) + deadlineMs);
}
