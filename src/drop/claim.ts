/** First step: the file moves to InProcess and gets a run in the ledger, with its attempt counted. */
import { existsSync } from "node:fs";
import { lstat, unlink } from "node:fs/promises";
import { join, parse } from "node:path";
import { effect } from "../core/effect.ts";
import { systemCode } from "../core/errors.ts";
import { newRunId } from "../core/ids.ts";
import { moveNoReplace } from "../files/move.ts";
import { syncFolder } from "../files/sync.ts";
import type { RunRecord } from "../store/run.ts";
import type { DropDeps } from "./deps.ts";
import { ensureFolder, type DropFolder } from "./folders.ts";
import { freeHistoryName } from "./history-names.ts";
import type { ObservedFile } from "./observed-files.ts";

/**
 * Claims a complete file. Undefined: it is gone, or not what was seen, and will be seen again.
 * After the move a crash leaves a file in InProcess that recovery adopts; the run comes second.
 * @throws {TransientError | OperatorError} by what the file system says; nothing has happened then.
 */
export async function claim(
  deps: DropDeps,
  folder: DropFolder,
  found: ObservedFile,
): Promise<RunRecord | undefined> {
  const sourcePath = join(folder.path, found.name);
  if (!(await isStill(sourcePath, found))) return undefined;
  await ensureFolder(folder.inProcessPath);
  const inProcessName = await moveIn(folder, sourcePath, found.name);
  if (inProcessName === undefined) return undefined;
  await effect("claim.sync", async () => {
    await syncFolder(folder.inProcessPath);
    await syncFolder(folder.path);
  });
  return await enterLedger(deps, folder, inProcessName);
}

/** Gives a file in InProcess a run of its own; also the way recovery adopts a file without one. */
export async function enterLedger(
  deps: DropDeps,
  folder: DropFolder,
  inProcessName: string,
): Promise<RunRecord> {
  await removeMarker(folder, inProcessName);
  const now = deps.clock.now();
  return await effect("claim.ledger", () =>
    deps.store.claimRun({
      id: newRunId(now),
      type: folder.type.type,
      file: inProcessName,
      inProcessName,
      historyName: freeHistoryName(deps, folder, inProcessName),
      user: deps.user,
      claimedAt: now.toISOString(),
    }),
  );
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
async function moveIn(
  folder: DropFolder,
  sourcePath: string,
  name: string,
): Promise<string | undefined> {
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

/** The marker has done its work; left behind it would let a next file of that name in too early. */
async function removeMarker(folder: DropFolder, name: string): Promise<void> {
  const { marker } = folder.type;
  if (marker === undefined) return;
  await unlink(join(folder.path, `${name}.${marker}`)).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
}
