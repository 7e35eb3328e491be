/** Second step of an export: its files appear in Export, each whole, the summary last. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../../core/effect.ts";
import { TransientError } from "../../core/errors.ts";
import { moveNoReplace } from "../../files/move.ts";
import type { CampaignExportDeps } from "./deps.ts";
import { isFile, sizeOf, type WorkSet } from "./work-set.ts";

/**
 * Moves what has not been moved yet; again is harmless, and nothing is ever replaced.
 * @throws {TransientError} S006 a name was taken meanwhile: the next attempt writes under other names.
 * @throws {TransientError | OperatorError} as the file system says.
 */
export async function publishSet(deps: CampaignExportDeps, set: WorkSet): Promise<void> {
  for (const file of set.files) {
    const from = join(set.folder, file.name);
    const to = join(deps.exportPath, file.name);
    if ((await sizeOf(from)) === undefined) continue;
    const outcome = await effect("campaign.move", () => moveNoReplace(from, to));
    if (outcome === "moved") continue;
    if (!(await isFile(to, file))) {
      throw new TransientError("S006", `Another file called ${file.name} came into Export`, {
        hint: "Nothing need be done: the files of the campaign get other names.",
      });
    }
    await rm(from, { force: true });
  }
}
