/** The private folder of a campaign's export: its files before they appear, and what they are. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromSystem, systemCode } from "../../core/errors.ts";
import { writeFileAtomic } from "../../files/atomic-write.ts";
import { hashFile } from "../../files/hash-file.ts";
import { syncFile, syncFolder } from "../../files/sync.ts";
import type { BuiltFiles } from "./export-calls.ts";

export interface SetFile {
  readonly role: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Whole and synced files of one campaign, in the order in which they are to appear. */
export interface WorkSet {
  readonly folder: string;
  readonly files: readonly SetFile[];
}

const LIST = "set.json";

export function workFolderOf(workPath: string, campaign: number): string {
  return join(workPath, String(campaign));
}

/** Makes the folder, or empties it. @throws {TransientError} S004 {OperatorError} S005 */
export async function emptyFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystem(error, `Creating ${folder}`);
  }
}

/** Syncs what was written, and notes what it is: from now on it is not written again. */
export async function keepSet(folder: string, built: BuiltFiles): Promise<WorkSet> {
  const files: SetFile[] = [];
  for (const [role, name] of Object.entries(built)) {
    const path = join(folder, name);
    await syncFile(path);
    files.push({ role, name, ...(await hashFile(path)) });
  }
  await syncFolder(folder);
  await writeFileAtomic(join(folder, LIST), JSON.stringify(files));
  return { folder, files };
}

/** What a former attempt has noted; undefined: it did not come that far. */
export async function notedSet(folder: string): Promise<WorkSet | undefined> {
  try {
    const files = JSON.parse(await readFile(join(folder, LIST), "utf8")) as readonly SetFile[];
    return { folder, files };
  } catch (error) {
    if (systemCode(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw fromSystem(error, `Reading ${folder}`);
  }
}

/** Whether exactly this file stands at the path. */
export async function isFile(path: string, { bytes, sha256 }: SetFile): Promise<boolean> {
  return (await sizeOf(path)) === bytes && (await hashFile(path)).sha256 === sha256;
}

/** Undefined: nothing stands there. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Looking at ${path}`);
  }
}

/** Removes the folders of all campaigns but these: what a crash left between mark and clean. */
export async function sweepWorkFolders(workPath: string, open: ReadonlySet<number>): Promise<void> {
  const names = await readdir(workPath).catch(() => []);
  for (const name of names) {
    if (!open.has(Number(name))) await rm(join(workPath, name), { recursive: true, force: true });
  }
}
