/** At start, for one type: whatever the last process left, oldest first. */
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { systemCode } from "../core/errors.ts";
import { TEMPORARY_SUFFIX } from "../files/atomic-write.ts";
import { moveNoReplace } from "../files/move.ts";
import { isTemporaryName } from "../files/temporary-names.ts";
import type { RunRecord } from "../store/run.ts";
import { enterLedger } from "./claim.ts";
import type { DropDeps } from "./deps.ts";
import { ensureFolder, type DropFolder } from "./folders.ts";
import { failRun } from "./quarantine.ts";
import { recoveryOf } from "./states.ts";

/** A run that was left, Claimed or Decided. */
export interface LeftRun {
  readonly run: RunRecord;
  /** Its next attempt is counted already. */
  readonly isCounted: boolean;
}

/**
 * The runs that must be finished before a new file is taken. Their attempts are counted when their turn
 * comes: one that brings the process down must not use up those of the others. Files in InProcess
 * that no run knows are given one, oldest first as they were claimed.
 */
export async function recover(deps: DropDeps, folder: DropFolder): Promise<readonly LeftRun[]> {
  await ensureFolder(folder.historyPath);
  await sweepTemporary(folder);
  const open = await openRuns(deps, folder);
  const inProcess = await filesIn(folder.inProcessPath);
  const recovered: LeftRun[] = [];
  for (const { historyName } of open) deps.names.keep(folder, historyName);
  for (const run of open) {
    const ready = await prepare(deps, folder, run, inProcess.has(run.inProcessName));
    if (ready) recovered.push({ run: ready, isCounted: false });
    inProcess.delete(run.inProcessName);
  }
  for (const name of inProcess) await finishMove(folder, name);
  if (inProcess.size > 0) {
    const adopted = await enterLedger(deps, folder, [...inProcess]);
    for (const run of adopted) recovered.push({ run, isCounted: true });
  }
  if (recovered.length > 0) {
    deps.log.info(
      { event: "drop.recovered", type: folder.type.type, runs: recovered.length },
      "taking up what the last process left",
    );
  }
  return recovered;
}

/** All of them, oldest first: a file whose run is overlooked here would be taken for one without. */
async function openRuns(
  { store }: DropDeps,
  { type: { type } }: DropFolder,
): Promise<readonly RunRecord[]> {
  const newestFirst: RunRecord[] = [];
  for (;;) {
    const last = newestFirst.at(-1);
    const older = last ? { before: last.id } : {};
    const page = await store.runs({ type, states: ["Claimed", "Decided"], ...older });
    if (page.length === 0) return newestFirst.reverse();
    newestFirst.push(...page);
  }
}

async function prepare(
  deps: DropDeps,
  folder: DropFolder,
  run: RunRecord,
  hasFile: boolean,
): Promise<RunRecord | undefined> {
  const fail = async (why: Parameters<typeof failRun>[3]): Promise<RunRecord | undefined> => {
    await failRun(deps, folder, run, why);
    return await deps.store.run(run.id);
  };
  switch (recoveryOf(run.state, run.attempt, hasFile)) {
    case "quarantine":
      return await fail({
        code: "F017",
        message: `The process ended ${run.attempt} times while this file was imported; it is not tried again.`,
      });
    case "lost":
      return await fail({
        code: "F001",
        message: "The file was taken out of InProcess before it was imported.",
      });
    case "import":
    case "report":
      return run;
    case "nothing":
      return undefined;
  }
}

/** Across file systems a claim copies: one that was cut off may have left the source beside its copy. */
async function finishMove(folder: DropFolder, name: string): Promise<void> {
  try {
    await moveNoReplace(join(folder.path, name), join(folder.inProcessPath, name));
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

/** Names of regular files that a claim can have moved here, oldest first. */
async function filesIn(folderPath: string): Promise<Set<string>> {
  const files: { readonly name: string; readonly modifiedMs: number }[] = [];
  for (const name of (await readdir(folderPath)).sort()) {
    if (isTemporaryName(name)) continue;
    const stats = await lstat(join(folderPath, name));
    if (stats.isFile()) files.push({ name, modifiedMs: stats.mtimeMs });
  }
  files.sort((a, b) => a.modifiedMs - b.modifiedMs);
  return new Set(files.map(({ name }) => name));
}

/** What was half written when the last process died. */
async function sweepTemporary(folder: DropFolder): Promise<void> {
  for (const folderPath of [folder.inProcessPath, folder.historyPath]) {
    for (const name of await readdir(folderPath)) {
      if (!name.endsWith(TEMPORARY_SUFFIX)) continue;
      await effect("archive.sweep", () => rm(join(folderPath, name), { force: true }));
    }
  }
}
