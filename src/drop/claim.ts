/** First step: files move to InProcess and get runs in the ledger, with their attempts counted. */
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { systemCode } from "../core/errors.ts";
import { newRunIds } from "../core/ids.ts";
import type { RunRecord } from "../store/run.ts";
import type { DropDeps } from "./deps.ts";
import type { SeenFile } from "./filing-calls.ts";
import { ensureFolder, type DropFolder } from "./folders.ts";
import type { ObservedFile } from "./observed-files.ts";

/**
 * Claims complete files, oldest first. One that is gone, or not what was seen, is left out: it will be
 * seen again. After the moves a crash leaves files in InProcess that recovery adopts; the runs come second.
 * @throws {TransientError | OperatorError} by what the file system says; files may have moved already.
 */
export async function claim(
  deps: DropDeps,
  folder: DropFolder,
  found: readonly ObservedFile[],
): Promise<readonly RunRecord[]> {
  await ensureFolder(folder.inProcessPath);
  const names = await deps.filing.moveIn(folder.path, folder.inProcessPath, found.map(seen));
  const moved = names.filter((name) => name !== undefined);
  if (moved.length === 0) return [];
  await effect("claim.sync", () => deps.filing.sync([], [folder.inProcessPath, folder.path]));
  return await enterLedger(deps, folder, moved);
}

/** Gives files in InProcess runs of their own; also the way recovery adopts files without one. */
export async function enterLedger(
  deps: DropDeps,
  folder: DropFolder,
  inProcessNames: readonly string[],
): Promise<readonly RunRecord[]> {
  await removeMarkers(folder, inProcessNames);
  const now = deps.clock.now();
  const ids = newRunIds(now, inProcessNames.length);
  const runs = inProcessNames.map((name, at) => ({
    id: ids[at] ?? "",
    type: folder.type.type,
    file: name,
    inProcessName: name,
    historyName: deps.names.free(folder, name),
    user: deps.user,
    claimedAt: now.toISOString(),
  }));
  return await effect("claim.ledger", () => deps.store.claimRuns(runs));
}

function seen({ name, inode, sizeBytes, modifiedMs }: ObservedFile): SeenFile {
  return { name, inode, sizeBytes, modifiedMs };
}

/** Markers have done their work; left behind they would let next files of those names in too early. */
async function removeMarkers(folder: DropFolder, names: readonly string[]): Promise<void> {
  const { marker } = folder.type;
  if (marker === undefined) return;
  for (const name of names) {
    await unlink(join(folder.path, `${name}.${marker}`)).catch((error: unknown) => {
      if (systemCode(error) !== "ENOENT") throw error;
    });
  }
}
