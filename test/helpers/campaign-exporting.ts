/** Campaigns that have ended in a store of their own, and their export in this process. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildFromStore } from "../../src/campaigns/export/build-from-store.ts";
import type { BuildOptions } from "../../src/campaigns/export/build.ts";
import type { CampaignExportDeps } from "../../src/campaigns/export/deps.ts";
import { exportCampaign } from "../../src/campaigns/export/pipeline.ts";
import { systemClock } from "../../src/core/clock.ts";
import { fromSystem } from "../../src/core/errors.ts";
import { createLogger } from "../../src/core/log.ts";
import type { CampaignRecord } from "../../src/store/campaign-ledger.ts";
import { at, SHIPPED, someCustomers, type Campaigning } from "./campaigning.ts";

/** Runs a campaign of so many customers to its end: every second one says yes at once, the others refuse. */
export async function endedCampaign(
  its: Campaigning,
  name: string,
  customers: number,
): Promise<CampaignRecord> {
  await its.run({ Campaign: name, TimeZone: "Europe/Helsinki" }, someCustomers(customers));
  for (const order of await its.next({ campaign: name, count: customers })) {
    const isYes = order.phoneIndex === 1 && Number(order.externalId.slice(1)) % 2 === 0;
    await its.report(order, {
      ...{ now: at(5), callResult: isYes ? "Successful" : "Refusal", agent: "aino" },
      ...{ answerTime: at(10), endTime: at(70) },
    });
  }
  await its.store.advanceCampaigns(at(100));
  return await its.campaign(name);
}

export const EXPORT_OPTIONS: Omit<BuildOptions, "reportTemplate"> = {
  ...{ kinds: ["csv", "report"], delimiter: ";", guardPhones: false },
};

/** Export and the work folder stand in a folder of that name beside the store. */
export async function exportDeps(
  its: Campaigning,
  name: string,
  options: Partial<BuildOptions> = {},
): Promise<CampaignExportDeps> {
  const reportTemplate = await readFile("templates/campaign-report.html", "utf8");
  await mkdir(join(its.folder, name, "server"), { recursive: true });
  return {
    clock: systemClock,
    log: createLogger({ level: "silent", pretty: false }),
    ledger: its.store,
    storePath: join(its.folder, "store.db"),
    types: SHIPPED,
    timeZone: "UTC",
    exportPath: join(its.folder, name, "server/Export"),
    workPath: join(its.folder, name, "campaigns"),
    options: { ...EXPORT_OPTIONS, reportTemplate, ...options },
    // A thread takes a second to start from source; what it does is the same.
    build: async (plan) => {
      try {
        return await buildFromStore(plan);
      } catch (error) {
        throw fromSystem(error, "Writing the files of a campaign");
      }
    },
  };
}

export async function exportNow(
  deps: CampaignExportDeps,
  campaign: CampaignRecord,
  signal = new AbortController().signal,
): Promise<void> {
  await exportCampaign(deps, campaign, signal);
}

/** Names in Export, in their order. */
export async function exported({ exportPath }: CampaignExportDeps): Promise<readonly string[]> {
  return (await readdir(exportPath)).sort();
}
