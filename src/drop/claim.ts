/** First step: files move to InProcess and get runs in the ledger, with their attempts counted. */
import { existsSync } from "node:fs";
import { lstat, unlink } from "node:fs/promises";
import { join, parse } from "node:path";
import { mapAtOnce } from "../core/at-once.ts";
import { effect } from "../core/effect.ts";
import { systemCode } from "../core/errors.ts";
import { newRunIds } from "../core/ids.ts";
import { moveNoReplace } from "../files/move.ts";
import { syncFolder } from "../files/sync.ts";
import type { RunRecord } from "../store/run.ts";
import { AT_ONCE, type DropDeps } from "./deps.ts";
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
  const still = await mapAtOnce(found, AT_ONCE, (file) =>
    isStill(join(folder.path, file.name), file),
  );
  const names = found.filter((_file, at) => still[at]).map(({ name }) => name);
  if (names.length === 0) return [];
  await ensureFolder(folder.inProcessPath);
  const moved: string[] = [];
  // In their order, so that a crash leaves the older ones in InProcess, which go first then.
  for (const name of names) {
    const inProcessName = await moveIn(folder, name);
    if (inProcessName !== undefined) moved.push(inProcessName);
  }
  if (moved.length === 0) return [];
  await effect("claim.sync", async () => {
    await syncFolder(folder.inProcessPath);
    await syncFolder(folder.path);
  });
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

/** Whether the file is what was judged complete: not written to, replaced or taken away since. */
async function isStill(path: string, found: ObservedFile): Promise<boolean> {
  try {
    const now = await lstat(path);
    return (
      now.ino === found.inode && now.size === found.sizeBytes && now.mtimeMs === found.modifiedMs
    );
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Moves the file in; a name that still stands in InProcess is got round with a number. */
async function moveIn(folder: DropFolder, name: string): Promise<string | undefined> {
  const sourcePath = join(folder.path, name);
  const { name: stem, ext } = parse(name);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${stem}_${n}${ext}`;
    const targetPath = join(folder.inProcessPath, candidate);
    try {
      const outcome = await effect("claim.rename", () =>
        moveNoReplace(sourcePath, targetPath, { syncFolders: false }),
      );
      if (outcome === "moved") return candidate;
    } catch (error) {
      if (systemCode(error) === "ENOENT" && !existsSync(sourcePath)) return undefined;
      throw error;
    }
  }
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
