/** Puts files and folders onto the disk itself, so that what was reported survives a power cut. */
import { open } from "node:fs/promises";
import { fromSystem } from "../core/errors.ts";

const onWindows = process.platform === "win32";

/** Flushes the content of a file. @throws {TransientError} S004, S006 {OperatorError} S005 */
export async function syncFile(path: string): Promise<void> {
  // Windows flushes only through a handle that may write.
  await syncPath(path, onWindows ? "r+" : "r");
}

/** Flushes the names in a folder: without it a rename may be lost though the file is not. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such call for folders; NTFS journals its names by itself.
  if (!onWindows) await syncPath(path, "r");
}

async function syncPath(path: string, flags: string): Promise<void> {
  try {
    const handle = await open(path, flags);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fromSystem(error, `Syncing ${path}`);
  }
}
