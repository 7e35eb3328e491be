/**
 * Dropped files, from the drop folder to History: one, or a group of small ones that take each step
 * together. Every step may be the last before a crash: until the transaction of the import commits,
 * recovery imports again; after it, recovery only reports and archives.
 */
import { isDecided, type DecidedRun, type RunRecord } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import { archive, conclude } from "./archive.ts";
import { claim } from "./claim.ts";
import type { DropDeps } from "./deps.ts";
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
 * claim -> read -> validate -> apply -> report -> archive. A file that is gone again is passed over.
 * @throws {TransientError | OperatorError} the line must wait; the runs go on with `finishDrops`.
 */
export async function runDrops(
  deps: DropDeps,
  folder: DropFolder,
  found: readonly ObservedFile[],
  onProgress: OnProgress,
): Promise<void> {
  const runs = await claim(deps, folder, found);
  await finishDrops(deps, folder, runs, onProgress);
}

/** From wherever the runs stand to the end; also the way of recovery. */
export async function finishDrops(
  deps: DropDeps,
  folder: DropFolder,
  runs: readonly RunRecord[],
  onProgress: OnProgress,
): Promise<void> {
  if (runs.length === 0) return;
  const decided = runs.every(isDecided)
    ? runs
    : await importFiles(deps, { folder, runs }, (apply) => {
        onProgress({ runs, step: apply.step, apply });
      });
  onProgress({ runs: decided, step: "reporting" });
  const job = { folder, runs: decided };
  const reported = await report(deps, job);
  const archived = await archive(deps, { folder, runs: reported });
  await conclude(deps, { folder, runs: archived });
  for (const run of decided) logEnd(deps, folder, run);
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
