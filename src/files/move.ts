/**
 * Moves a file without ever overwriting another.
 *
 * The target is looked for and then renamed onto: one daemon works in an exchange folder, and its
 * lines each own their folders, so nothing comes between the two calls. `link` and `unlink` would
 * close even that gap, but a crash between them leaves the file under both names, and a file that
 * is in one place only matters more; file shares also often know no links.
 */
import { constants, createReadStream } from "node:fs";
import { copyFile, lstat, rename, rm, stat, unlink, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fromSystem, systemCode, TransientError } from "../core/errors.ts";
import { temporaryName } from "./atomic-write.ts";
import { syncFile, syncFolder } from "./sync.ts";

export interface MoveOptions {
  /** false: the caller syncs both folders itself. Default true. */
  readonly syncFolders?: boolean;
}

/**
 * Moves `from` to `to`. `taken`: another file stands there, and nothing was done. Across file
 * systems the file is copied, synced and compared before the source goes; a former attempt that
 * died between the two is finished.
 * @throws ENOENT unchanged, when `from` is not there.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
export async function moveNoReplace(
  from: string,
  to: string,
  options: MoveOptions = {},
): Promise<"moved" | "taken"> {
  try {
    const outcome = (await exists(to)) ? await finishCopy(from, to) : await move(from, to);
    if (outcome === "moved" && options.syncFolders !== false) await syncBoth(from, to);
    return outcome;
  } catch (error) {
    throw fromSystem(error, `Moving ${from} to ${to}`);
  }
}

async function move(from: string, to: string): Promise<"moved"> {
  try {
    await rename(from, to);
  } catch (error) {
    if (systemCode(error) !== "EXDEV") throw error;
    await copyAcross(from, to);
  }
  return "moved";
}

async function copyAcross(from: string, to: string): Promise<void> {
  const temporaryPath = join(dirname(to), temporaryName(basename(to)));
  try {
    await rm(temporaryPath, { force: true });
    const before = await stat(from);
    await copyFile(from, temporaryPath, constants.COPYFILE_EXCL);
    await utimes(temporaryPath, before.atime, before.mtime);
    await syncFile(temporaryPath);
    const [copied, after] = await Promise.all([stat(temporaryPath), stat(from)]);
    const isSame = copied.size === before.size && (await sameContent(from, temporaryPath));
    if (!isSame || after.mtimeMs !== before.mtimeMs) {
      throw new TransientError("S006", `${from} changed while it was copied to ${to}`);
    }
    await rename(temporaryPath, to);
    await syncFolder(dirname(to));
    await unlink(from);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The target exists: is it the copy of an attempt that died before it removed the source? */
async function finishCopy(from: string, to: string): Promise<"moved" | "taken"> {
  const [source, target] = await Promise.all([lstat(from), lstat(to)]);
  const mayBeCopy = source.dev !== target.dev && target.isFile() && source.size === target.size;
  if (!mayBeCopy || !(await sameContent(from, to))) return "taken";
  await unlink(from);
  return "moved";
}

/** Whether two files of the same size hold the same bytes. */
async function sameContent(a: string, b: string): Promise<boolean> {
  const other = createReadStream(b, { highWaterMark: 1 << 16 });
  const chunks = other.iterator();
  try {
    // Both streams read whole blocks of files that nobody writes to, so chunks match in length.
    for await (const chunk of createReadStream(a, { highWaterMark: 1 << 16 })) {
      const next: IteratorResult<unknown> = await chunks.next();
      if (!(next.value instanceof Buffer) || !next.value.equals(chunk as Buffer)) return false;
    }
    return true;
  } finally {
    other.destroy();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function syncBoth(from: string, to: string): Promise<void> {
  await syncFolder(dirname(to));
  if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
}
