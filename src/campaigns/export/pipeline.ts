/** The export of a campaign that has ended: write -> publish -> mark -> clean. */
import { rm } from "node:fs/promises";
import { isAborted } from "../../core/abort.ts";
import { effect } from "../../core/effect.ts";
import type { CampaignRecord } from "../../store/campaign-ledger.ts";
import type { CampaignExportDeps } from "./deps.ts";
import { publishSet } from "./publish-set.ts";
import type { WorkSet } from "./work-set.ts";
import { writeSet } from "./write-set.ts";

/**
 * Brings the files of a campaign that is Completed or Stopped into Export, once, from wherever a former
 * attempt stopped. Aborted, it leaves the rest to the next start.
 * @throws {TransientError | OperatorError} it can't be done now; try again.
 */
export async function exportCampaign(
  deps: CampaignExportDeps,
  campaign: CampaignRecord,
  signal: AbortSignal,
): Promise<void> {
  try {
    const set = await writeSet(deps, campaign, signal);
    await publishSet(deps, set);
    await markExported(deps, campaign, set);
    await effect("campaign.clean", () => rm(set.folder, { recursive: true, force: true }));
  } catch (error) {
    if (!isAborted(signal)) throw error;
  }
}

async function markExported(
  { ledger, clock, log }: CampaignExportDeps,
  { name }: CampaignRecord,
  { files }: WorkSet,
): Promise<void> {
  const names = Object.fromEntries(files.map((file) => [file.role, file.name]));
  const at = clock.now().toISOString();
  await effect("campaign.mark", () => ledger.markExported(name, names, at));
  const fields = {
    event: "campaign.exported" as const,
    campaign: name,
    files: Object.values(names),
  };
  log.info(fields, "the files of a campaign stand in Export");
}
