/**
 * One dropped file, from the drop folder to History. Every step may be the last before a crash: until
 * the import's transaction commits, recovery imports again; after it, recovery only reports and archives.
 */
import type { DecidedRun, RunRecord, Verdict } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import { archive, conclude } from "./archive.ts";
import { claim } from "./claim.ts";
import type { DecidedJob, DropDeps } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { importFile } from "./import-file.ts";
import type { ObservedFile } from "./observed-files.ts";
import { report } from "./report.ts";
import { runBindings } from "./run-log.ts";

export interface DropProgress {
  readonly run: RunRecord;
  readonly step: string;
  readonly apply?: ApplyProgress;
}

export type OnProgress = (progress: DropProgress) => void;

/**
 * claim -> read -> validate -> apply -> report -> archive. Undefined: the file was gone again.
 * @throws {TransientError | OperatorError} the line must wait; the run goes on with `finishDrop`.
 */
export async function runDrop(
  deps: DropDeps,
  folder: DropFolder,
  found: ObservedFile,
  onProgress: OnProgress,
): Promise<Verdict | undefined> {
  const run = await claim(deps, folder, found);
  return run && (await finishDrop(deps, folder, run, onProgress));
}

/** From wherever the run stands to the end; also the way of recovery. */
export async function finishDrop(
  deps: DropDeps,
  folder: DropFolder,
  run: RunRecord,
  onProgress: OnProgress,
): Promise<Verdict> {
  const decided = isDecided(run)
    ? run
    : await importFile(deps, { folder, run }, (apply) => {
        onProgress({ run, step: apply.step, apply });
      });
  onProgress({ run: decided, step: "reporting" });
  const job = { folder, run: decided };
  const files = await report(deps, job);
  const source = await archive(deps, job);
  await conclude(deps, job, source === undefined ? files : { source, ...files });
  logEnd(deps, job);
  return decided.verdict;
}

function isDecided(run: RunRecord): run is DecidedRun {
  return run.verdict !== undefined;
}

/** One line for each file, at its end. */
function logEnd(deps: DropDeps, { folder, run }: DecidedJob): void {
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
