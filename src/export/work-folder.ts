/** The private folder of a run: encrypted files on their way, and whom they are encrypted to. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates/certificate.ts";
import { effect } from "../core/effect.ts";
import { fromSystem, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { ExportFile } from "../store/export-run.ts";

const RECIPIENTS = "recipients.json";

export function workFolderOf(workPath: string, run: string): string {
  return join(workPath, run);
}

/** A run keeps the certificates that it started with, whatever is set meanwhile. */
export async function keepRecipients(
  workPath: string,
  run: string,
  recipients: readonly Certificate[],
): Promise<void> {
  const folder = workFolderOf(workPath, run);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystem(error, `Creating ${folder}`);
  }
  await writeFileAtomic(join(folder, RECIPIENTS), JSON.stringify(recipients));
}

/** Undefined: the folder was deleted by hand. */
export async function keptRecipients(
  workPath: string,
  run: string,
): Promise<readonly Certificate[] | undefined> {
  try {
    const text = await readFile(join(workFolderOf(workPath, run), RECIPIENTS), "utf8");
    return JSON.parse(text) as readonly Certificate[];
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Reading the work folder of ${run}`);
  }
}

/** Removes what an attempt to build has left; the recipients stay. */
export async function emptyWorkFolder(workPath: string, run: string): Promise<void> {
  const folder = workFolderOf(workPath, run);
  for (const name of await readdir(folder)) {
    if (name !== RECIPIENTS) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether every file is there in its full size. */
export async function holdsFiles(
  workPath: string,
  run: string,
  files: readonly ExportFile[],
): Promise<boolean> {
  for (const { name, sizeBytes } of files) {
    const found = await stat(join(workFolderOf(workPath, run), name)).catch(() => undefined);
    if (found?.size !== sizeBytes) return false;
  }
  return true;
}

export async function removeWorkFolder(workPath: string, run: string): Promise<void> {
  const folder = workFolderOf(workPath, run);
  await effect("export.clean", () => rm(folder, { recursive: true, force: true }));
}

/** Removes the folders of all runs but these: what a crash left behind. */
export async function sweepWorkFolders(workPath: string, open: ReadonlySet<string>): Promise<void> {
  await mkdir(workPath, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workPath)) {
    if (!open.has(name)) await rm(join(workPath, name), { recursive: true, force: true });
  }
}
