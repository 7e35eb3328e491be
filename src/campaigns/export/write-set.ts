/** First step of an export: the files are written into the work folder, or found there whole. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../../core/effect.ts";
import { fromSystem, systemCode } from "../../core/errors.ts";
import type { CampaignRecord } from "../../store/campaign-ledger.ts";
import type { CampaignExportDeps } from "./deps.ts";
import type { BuiltFiles } from "./export-calls.ts";
import { freeNames } from "./free-names.ts";
import { emptyFolder, isFile, keepSet, notedSet, sizeOf, workFolderOf } from "./work-set.ts";
import type { WorkSet } from "./work-set.ts";

/**
 * A set that a former attempt finished is taken as it is, so that all of its files are of one moment; where
 * somebody took a part of it away, or another file has come to stand under one of its names, it is made anew.
 * @throws {TransientError | OperatorError} as the file system says. @throws {AppError} S001 its thread died.
 */
export async function writeSet(
  deps: CampaignExportDeps,
  campaign: CampaignRecord,
  signal: AbortSignal,
): Promise<WorkSet> {
  const folder = workFolderOf(deps.workPath, campaign.id);
  await makeExportFolder(deps);
  const noted = await notedSet(folder);
  if (noted && (await isUsable(deps, noted))) return noted;
  if (noted) await takeBack(deps, noted);
  return await effect("campaign.write", async () => {
    await emptyFolder(folder);
    try {
      return await keepSet(folder, await build(deps, campaign, { folder, signal }));
    } catch (error) {
      // What a full disk could not take to its end would only keep it full.
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Not what stands above it: where that is away, the files would come to stand beside the share. */
async function makeExportFolder({ exportPath }: CampaignExportDeps): Promise<void> {
  try {
    await mkdir(exportPath);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw fromSystem(error, `Creating ${exportPath}`);
  }
}

async function isUsable({ exportPath }: CampaignExportDeps, set: WorkSet): Promise<boolean> {
  for (const file of set.files) {
    const waits = (await sizeOf(join(set.folder, file.name))) === file.bytes;
    const standing = join(exportPath, file.name);
    const isTaken = (await sizeOf(standing)) !== undefined;
    if (isTaken ? !(await isFile(standing, file)) : !waits) return false;
  }
  return true;
}

/** Removes those of its files that appeared already, and are still what was written. */
async function takeBack({ exportPath }: CampaignExportDeps, set: WorkSet): Promise<void> {
  for (const file of [...set.files].reverse()) {
    const standing = join(exportPath, file.name);
    if (await isFile(standing, file)) await rm(standing, { force: true });
  }
}

async function build(
  deps: CampaignExportDeps,
  campaign: CampaignRecord,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<BuiltFiles> {
  const { storePath, types, timeZone, exportPath, options, clock } = deps;
  const at = campaign.endedAt ?? clock.now().toISOString();
  const names = await freeNames(exportPath, campaign, new Date(at));
  signal.throwIfAborted();
  const plan = { storePath, types, timeZone, folder, names, at, options };
  return await deps.build({ ...plan, campaign: campaign.name }, signal);
}
