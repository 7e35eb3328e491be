/** The call that the thread of an export answers, and what it carries. */
import type { ImportTypeSpec } from "../../store/dataset-spec.ts";
import type { BuildOptions } from "./build.ts";
import type { FileRole } from "./file-names.ts";

export interface BuildPlan {
  readonly campaign: string;
  readonly storePath: string;
  readonly types: readonly ImportTypeSpec[];
  /** Of the service. */
  readonly timeZone: string;
  /** It exists. */
  readonly folder: string;
  readonly names: Readonly<Record<FileRole, string>>;
  /** ISO 8601, UTC: when the campaign ended. */
  readonly at: string;
  readonly options: BuildOptions;
}

/** Names by role, in the order in which they are to appear. */
export type BuiltFiles = Readonly<Partial<Record<FileRole, string>>>;

export interface CampaignExportCalls {
  build(plan: BuildPlan): Promise<BuiltFiles>;
}
