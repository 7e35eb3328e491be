/** Names for the files of a campaign that nothing in a folder has. */
import { readdir } from "node:fs/promises";
import type { CampaignRecord } from "../../store/campaign-ledger.ts";
import { exportNames, type FileRole } from "./file-names.ts";

/** The names of the campaign; where one of them is taken, the next number for all. */
export async function freeNames(
  folder: string,
  campaign: CampaignRecord,
  at: Date,
): Promise<Readonly<Record<FileRole, string>>> {
  // Some disks know no case.
  const taken = new Set((await readdir(folder)).map((name) => name.toLowerCase()));
  for (let n = 1; ; n++) {
    const names = exportNames(campaign, at, n);
    if (!Object.values(names).some((name) => taken.has(name.toLowerCase()))) return names;
  }
}
