/** Puts a file into a drop folder the way every sender should: whole, and over no other file. */
import { copyFile, lstat, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fromSystem, systemCode, UsageError } from "../core/errors.ts";
import { forcedName, isForced } from "../datasets/databases/forced-name.ts";
import { temporaryName } from "../files/atomic-write.ts";
import { moveNoReplace } from "../files/move.ts";
import { syncFile } from "../files/sync.ts";

export interface DropOptions {
  /** The type waits for a marker file with this ending. */
  readonly marker?: string | undefined;
  /** The file may remove more records than the shrink guard allows: it is named so. */
  readonly isForced?: boolean;
}

/**
 * Copies `sourcePath` under a temporary name that no import takes, and renames it. The copy keeps
 * the time of the source. A name that is there already gets a number.
 * @returns the name that the file has in the folder.
 * @throws {UsageError} S009 when the source is no file.
 */
export async function dropFile(
  sourcePath: string,
  folderPath: string,
  { marker, isForced = false }: DropOptions = {},
): Promise<string> {
  const wanted = isForced ? forcedName(basename(sourcePath)) : basename(sourcePath);
  const source = await stat(sourcePath).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw fromSystem(error, `Reading ${sourcePath}`);
    throw new UsageError("S009", `there is no file ${sourcePath}`, { hint: "Check its path." });
  });
  if (!source.isFile()) {
    throw new UsageError("S009", `${sourcePath} is not a file`, { hint: "Check its path." });
  }
  const temporaryPath = join(folderPath, temporaryName(basename(sourcePath)));
  try {
    await rm(temporaryPath, { force: true });
    await copyFile(sourcePath, temporaryPath);
    await utimes(temporaryPath, source.atime, source.mtime);
    await syncFile(temporaryPath);
    const name = await moveToFreeName(temporaryPath, folderPath, wanted);
    if (marker !== undefined) await writeFile(join(folderPath, `${name}.${marker}`), "");
    return name;
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw fromSystem(error, `Copying ${sourcePath} to ${folderPath}`);
  }
}

async function moveToFreeName(from: string, folderPath: string, wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = numbered(wanted, number);
    const path = join(folderPath, name);
    if ((await isFree(path)) && (await moveNoReplace(from, path)) === "moved") return name;
  }
}

/** `people.xlsx`, `people_2.xlsx`; `people.force.xlsx`, `people_2.force.xlsx` */
function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const extension = isForced(name) ? (/\.force\.[^.]*$/i.exec(name)?.[0] ?? "") : extname(name);
  return `${name.slice(0, name.length - extension.length)}_${number}${extension}`;
}

async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return true;
    throw error;
  }
}
