/** Writes a file so that it appears whole or not at all: temporary name, sync, rename, sync. */
import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fromSystem } from "../core/errors.ts";
import { syncFile, syncFolder } from "./sync.ts";

export const TEMPORARY_SUFFIX = ".quayside.tmp";
const NAME_BYTES = 255;

export type FileContent = string | Uint8Array | ((temporaryPath: string) => Promise<void>);

export interface AtomicWriteOptions {
  /** false: the caller syncs the folder itself, once for several files. Default true. */
  readonly syncFolder?: boolean;
}

/**
 * Name under which `name` is written first: `.name.quayside.tmp`, which no drop folder takes.
 * A name too long for that is replaced by its hash, so it stays the same at every attempt.
 */
export function temporaryName(name: string): string {
  const plain = `.${name}${TEMPORARY_SUFFIX}`;
  if (Buffer.byteLength(plain) <= NAME_BYTES) return plain;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 32);
  return `.${hash}${TEMPORARY_SUFFIX}`;
}

/**
 * Writes `content` to `path`, in place of a former file of that name. A function gets the
 * temporary path, and must have closed it when it resolves. What a crash left under the temporary
 * name is removed first; after a failure nothing is left.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
export async function writeFileAtomic(
  path: string,
  content: FileContent,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const folderPath = dirname(path);
  const temporaryPath = join(folderPath, temporaryName(basename(path)));
  try {
    if (typeof content === "function") {
      await rm(temporaryPath, { force: true });
      await content(temporaryPath);
      await syncFile(temporaryPath);
    } else {
      await writeSynced(temporaryPath, content);
    }
    await rename(temporaryPath, path);
  } catch (error) {
    // The first error counts; a temporary file that stays is removed by the next attempt.
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw fromSystem(error, `Writing ${path}`);
  }
  if (options.syncFolder !== false) await syncFolder(folderPath);
}

/** One handle for writing and syncing: small files are written by the thousand. */
async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
