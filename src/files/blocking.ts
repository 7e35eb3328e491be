/**
 * What atomic-write.ts, move.ts and sync.ts do, for a thread that may wait for the disk. A call that
 * blocks takes a fifth of the time of one that goes through the pool; only the syncs, which are long, go
 * there, so that several files are in one commit of the file system's journal.
 */
import { closeSync, fsync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { fromSystem, systemCode } from "../core/errors.ts";
import { temporaryName } from "./atomic-write.ts";
import { moveNoReplace } from "./move.ts";

const synced = promisify(fsync);
const onWindows = process.platform === "win32";

/**
 * Writes a small file so that it appears whole, in place of a former one; its name is not synced.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
export async function writeSmallFile(path: string, content: string): Promise<void> {
  const temporaryPath = join(dirname(path), temporaryName(basename(path)));
  try {
    await withFile(temporaryPath, "w", async (descriptor) => {
      writeFileSync(descriptor, content);
      await synced(descriptor);
    });
    renameSync(temporaryPath, path);
  } catch (error) {
    // The first error counts; a temporary file that stays is removed by the next attempt.
    try {
      rmSync(temporaryPath, { force: true });
    } catch {
      // The same fault, most probably.
    }
    throw fromSystem(error, `Writing ${path}`);
  }
}

/**
 * Moves a file without ever overwriting another; the names are not synced.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
export async function moveFile(from: string, to: string): Promise<"moved" | "taken" | "gone"> {
  try {
    if (lstatSync(to, { throwIfNoEntry: false })) return await moveOtherwise(from, to);
    renameSync(from, to);
    return "moved";
  } catch (error) {
    if (systemCode(error) === "EXDEV") return await moveOtherwise(from, to);
    if (systemCode(error) === "ENOENT" && !isThere(from)) return "gone";
    throw fromSystem(error, `Moving ${from} to ${to}`);
  }
}

/** Something stands there, or it is another file system. */
async function moveOtherwise(from: string, to: string): Promise<"moved" | "taken" | "gone"> {
  try {
    return await moveNoReplace(from, to, { syncFolders: false });
  } catch (error) {
    if (systemCode(error) === "ENOENT" && !isThere(from)) return "gone";
    throw error;
  }
}

/** Flushes the content of a file. @throws {TransientError} S004, S006 {OperatorError} S005 */
export async function syncContent(path: string): Promise<void> {
  try {
    // Windows flushes only through a handle that may write.
    await withFile(path, onWindows ? "r+" : "r", synced);
  } catch (error) {
    throw fromSystem(error, `Syncing ${path}`);
  }
}

/** Flushes the names in a folder; Windows journals them by itself. @throws as `syncContent` */
export async function syncNames(folder: string): Promise<void> {
  if (!onWindows) await syncContent(folder);
}

export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function withFile(
  path: string,
  flags: string,
  act: (descriptor: number) => Promise<void>,
): Promise<void> {
  const descriptor = openSync(path, flags);
  try {
    await act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
