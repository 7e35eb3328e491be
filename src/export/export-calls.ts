/** The calls that the thread of an export answers, and what they carry. */
import type { Certificate } from "../certificates/certificate.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { ExportFile, ExportScope } from "../store/export-run.ts";
import type { TableSelection } from "../store/export-snapshot.ts";
import type { DestinationSettings } from "../transfer/destination.ts";

/** Everything that the archive of one run is made from. */
export interface BuildPlan {
  readonly run: string;
  readonly job: { readonly id: string; readonly title: string };
  readonly definition: JobDefinition;
  /** ISO 8601, UTC: the dates in names of files are those of this instant. */
  readonly dueAt: string;
  readonly nameNumber?: number;
  readonly scope: ExportScope;
  /** ISO 8601, UTC: when the run started; also the time of the files in the archive. */
  readonly createdAt: string;
  readonly madeBy: string;
  readonly storePath: string;
  readonly types: readonly ImportTypeSpec[];
  readonly tables: readonly TableSelection[];
  readonly schemas: Readonly<Record<string, string>>;
  readonly recipients: readonly Certificate[];
  /** Deflate level. */
  readonly compression: number;
  /** The run's own work folder; it exists, mode 0700. */
  readonly workPath: string;
  /** A configuration is written there as well, in clear text, so that it can be checked. */
  readonly copyPath?: string;
}

export interface Built {
  /** With the audit key up to which records were taken. */
  readonly scope: ExportScope;
  /** Empty: there was nothing to export, and the job wants no artifact then. */
  readonly files: readonly ExportFile[];
  readonly records: Readonly<Record<string, number>>;
  readonly contentBytes: number;
  /** What people should know of what is, or is not, in there. */
  readonly warnings: readonly string[];
}

export interface BuildProgress {
  readonly records: number;
  readonly totalRecords: number;
  readonly contentBytes: number;
  readonly encryptedBytes: number;
}

/** Files of the work folder that go to a destination. */
export interface PublishPlan {
  readonly destination: DestinationSettings;
  readonly workPath: string;
  readonly files: readonly ExportFile[];
  /** Names are the job's own: what stands there and is not this file is somebody else's, and stays. */
  readonly isNamedByJob?: boolean;
}

export interface PublishProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export interface RemovePlan {
  readonly destination: DestinationSettings;
  /** Deleted in this order. */
  readonly names: readonly string[];
  /** Only where the mark stands that the first publication left: not in an empty mount point. */
  readonly onlyMarked?: boolean;
}

export interface ExportCalls {
  build(plan: BuildPlan): Promise<Built>;
  /** Publishes all files but the index; `publishIndex` makes the set visible. */
  publishFiles(plan: PublishPlan): Promise<void>;
  publishIndex(plan: PublishPlan): Promise<void>;
  /**
   * Deletes published files, and what is left of unfinished uploads of them. Where the first can't
   * be deleted (the index) nothing is; what else can't stays and is told when the rest is gone.
   */
  remove(plan: RemovePlan): Promise<void>;
  /** Breaks off what goes on; resolves when the store is not read any more. */
  stop(): Promise<void>;
}
