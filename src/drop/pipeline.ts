/**
 * Dropped files, from the drop folder to History: one, or a group of small ones that take each step
 * together, and while one group is filed the next may be imported. Every step may be the last before a crash: until the transaction of the import commits,
 * recovery imports again; after it, recovery only reports and archives.
 */
import { isDecided, type DecidedRun, type RunRecord } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import { archive, conclude } from "./archive.ts";
import { claim } from "./claim.ts";
import type { DropDeps, Group } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { importFiles } from "./import-files.ts";
import type { ObservedFile } from "./observed-files.ts";
import { report } from "./report.ts";
import { runBindings } from "./run-log.ts";

export interface DropProgress {
  readonly runs: readonly RunRecord[];
  readonly step: string;
  readonly apply?: ApplyProgress;
}

export type OnProgress = (progress: DropProgress) => void;

/**
 * claim -> read -> validate -> apply. A file that is gone again is passed over.
 * @throws {TransientError | OperatorError} the line must wait; recovery knows where each run stands.
 */
export async function importDrops(
  deps: DropDeps,
  folder: DropFolder,
  found: readonly ObservedFile[],
  onProgress: OnProgress,
): Promise<readonly DecidedRun[]> {
  const runs = await claim(deps, folder, found);
  return await decideDrops(deps, { folder, runs }, onProgress);
}

/** report -> archive, for runs that are decided. Throws as `importDrops`. */
export async function fileDrops(
  deps: DropDeps,
  folder: DropFolder,
  runs: readonly DecidedRun[],
): Promise<void> {
  if (runs.length === 0) return;
  const reported = await report(deps, { folder, runs });
  const archived = await archive(deps, { folder, runs: reported });
  await conclude(deps, { folder, runs: archived });
  for (const run of runs) logEnd(deps, folder, run);
}

/** Imports the runs that have no verdict yet; the way of recovery, before `fileDrops`. */
export async function decideDrops(
  deps: DropDeps,
  { folder, runs }: Group<RunRecord>,
  onProgress: OnProgress,
): Promise<readonly DecidedRun[]> {
  if (runs.every(isDecided)) return runs;
  return await importFiles(deps, { folder, runs }, (apply) => {
    onProgress({ runs, step: apply.step, apply });
  });
}

/** One line for each file, at its end. */
function logEnd(deps: DropDeps, folder: DropFolder, run: DecidedRun): void {
  const log = deps.log.child(runBindings(folder, run));
  const { status, rows, warnings, errors } = run.verdict;
  const fields = {
    event: "drop.archived" as const,
    status,
    rows,
    warnings,
    errors,
    attempt: run.attempt,
  };
  if (status === "Succeeded") log.info(fields, "file imported");
  else log.warn(fields, status === "Failed" ? "file rejected" : "file imported in part");
}
