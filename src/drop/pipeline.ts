/**
 * One dropped file, from the drop folder to History. Every step may be the last before a crash: until
 * the import's transaction commits, recovery imports again; after it, recovery only reports and archives.
 */
import type { RunRecord, Verdict } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import { archive, conclude } from "./archive.ts";
import { claim } from "./claim.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { importFile } from "./import-file.ts";
import type { ObservedFile } from "./observed-files.ts";
import { report } from "./report.ts";
import { openRunLog } from "./run-log.ts";

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
  await using log = await openRunLog(deps, folder, run);
  const job: DropJob = { folder, run, log: log.logger };
  const verdict = run.verdict ?? (await importFile(deps, job, (apply) => {
    onProgress({ run, step: apply.step, apply });
  }));
  onProgress({ run, step: "reporting" });
  const decided = { ...job, run: (await deps.store.run(run.id)) ?? run };
  const files = await report(deps, decided, verdict);
  const source = await archive(decided);
  await conclude(deps, decided, verdict, source === undefined ? files : { source, ...files });
  logEnd(decided, verdict);
  return verdict;
}

/** One line for each file, at its end. */
function logEnd(job: DropJob, verdict: Verdict): void {
  const { status, rows, warnings, errors } = verdict;
  const fields = { event: "drop.archived" as const, status, rows, warnings, errors, attempt: job.run.attempt };
  if (status === "Succeeded") job.log.info(fields, "file imported");
  else job.log.warn(fields, status === "Failed" ? "file rejected" : "file imported in part");
}
