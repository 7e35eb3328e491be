/** Writes the files of a campaign into a folder of somebody who asks for them (`quayside campaigns export`). */
import { join } from "node:path";
import { buildFiles, type BuildOptions } from "../campaigns/export/build.ts";
import { freeNames } from "../campaigns/export/free-names.ts";
import type { CampaignSource } from "../campaigns/export/source.ts";
import { UsageError } from "../core/errors.ts";
import { moveNoReplace } from "../files/move.ts";
import { readReportTemplate } from "./campaign-exports.ts";

export interface CampaignWriting {
  readonly source: CampaignSource;
  /** An empty folder on the same disk, which the caller removes. */
  readonly work: string;
  readonly folder: string;
  /** Goes into the names. */
  readonly at: Date;
  readonly options: Omit<BuildOptions, "reportTemplate">;
}

/** Gives their names; a file that is there is never replaced. @throws what the file system says. */
export async function writeCampaign(writing: CampaignWriting): Promise<readonly string[]> {
  const { source, work, folder, at, options } = writing;
  const names = await freeNames(folder, source.campaign, at);
  const target = { folder: work, names, at };
  const reportTemplate = await readReportTemplate();
  const built = Object.values(await buildFiles(source, target, { ...options, reportTemplate }));
  for (const name of built) {
    if ((await moveNoReplace(join(work, name), join(folder, name))) === "taken") {
      throw new UsageError("S010", `${join(folder, name)} came to be there meanwhile`, {
        hint: "Do it again: the files get other names.",
      });
    }
  }
  return built;
}
