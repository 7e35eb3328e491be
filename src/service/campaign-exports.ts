/** The files of campaigns that have ended: builds what their export needs, and sweeps what has expired. */
import { mkdir, readFile } from "node:fs/promises";
import { buildInThread } from "../campaigns/export/build-in-thread.ts";
import type { CampaignExportDeps } from "../campaigns/export/deps.ts";
import { exportCampaign } from "../campaigns/export/pipeline.ts";
import { sweepWorkFolders } from "../campaigns/export/work-set.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import type { Bell } from "../core/bell.ts";
import type { Clock } from "../core/clock.ts";
import { ConfigError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { CampaignRecord } from "../store/campaign-ledger.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Store } from "../store/store.ts";
import { startCampaignSweeps } from "./campaign-sweeps.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { campaignWorkPath, exportPath } from "./places.ts";
import { campaignReportPath } from "./program.ts";

export interface CampaignExportBase {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

export interface CampaignExports {
  /** For the line of campaigns: brings the files of one into Export. */
  readonly onEnded: (campaign: CampaignRecord) => Promise<void>;
  /** To be called once the line runs: when the service stops, exports are broken off before the line waits for them. */
  readonly start: () => Promise<void>;
}

export interface CampaignExportParts {
  readonly store: Store;
  readonly types: readonly ImportTypeSpec[];
  /** Rung when the files of a campaign are there. */
  readonly ended: Bell;
}

/** @throws {ConfigError} C004 the template of the report is missing. */
export async function openCampaignExports(
  { config, log: parent, clock, lifecycle }: CampaignExportBase,
  { store, types, ended }: CampaignExportParts,
): Promise<CampaignExports> {
  const log = parent.child({ component: "campaigns" });
  const stopped = new AbortController();
  const deps: CampaignExportDeps = {
    ...{ clock, log, types, ledger: store, storePath: config.store.path },
    timeZone: config.timeZone,
    exportPath: exportPath(config),
    workPath: campaignWorkPath(config),
    options: { ...config.campaignExport, reportTemplate: await readReportTemplate() },
    build: (plan, signal) => buildInThread(clock, plan, signal),
  };
  await mkdir(deps.exportPath, { recursive: true });
  const open = await store.campaigns({ states: ["Completed", "Stopped"] });
  await sweepWorkFolders(deps.workPath, new Set(open.map(({ id }) => id)));
  return {
    onEnded: async (campaign) => {
      await exportCampaign(deps, campaign, stopped.signal);
      ended.ring();
    },
    start: async () => {
      const sweeps = startCampaignSweeps({ clock, log, store, config });
      await lifecycle.start(
        "campaign exports",
        () => Promise.resolve(sweeps),
        async () => {
          stopped.abort();
          await sweeps.stop();
        },
      );
    },
  };
}

/** @throws {ConfigError} C004 */
export async function readReportTemplate(): Promise<string> {
  try {
    return await readFile(campaignReportPath, "utf8");
  } catch (error) {
    throw new ConfigError("C004", `${campaignReportPath} can't be read`, { cause: error });
  }
}
