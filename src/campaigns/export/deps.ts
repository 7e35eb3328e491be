/** What the steps of the export of a campaign work with. */
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import type { CampaignLedger } from "../../store/campaign-ledger.ts";
import type { ImportTypeSpec } from "../../store/dataset-spec.ts";
import type { BuildOptions } from "./build.ts";
import type { BuildPlan, BuiltFiles } from "./export-calls.ts";

export interface CampaignExportDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: Pick<CampaignLedger, "markExported">;
  readonly storePath: string;
  readonly types: readonly ImportTypeSpec[];
  /** Of the service. */
  readonly timeZone: string;
  /** The folder Export; the folder that it stands in exists. */
  readonly exportPath: string;
  /** Private folder with one folder for each campaign whose export is not done. */
  readonly workPath: string;
  readonly options: BuildOptions;
  /** Writes the files (build-in-thread.ts). */
  readonly build: (plan: BuildPlan, signal: AbortSignal) => Promise<BuiltFiles>;
}
