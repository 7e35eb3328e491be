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
  const verdict =
    run.verdict ??
    (await importFile(deps, { folder, run }, (apply) => {
      onProgress({ run, step: apply.step, apply });
    }));
  onProgress({ run, step: "reporting" });
  const decided: DropJob = { folder, run: (await deps.store.run(run.id)) ?? run };
  const files = await report(deps, decided, verdict);
  const source = await archive(deps, decided);
  await conclude(deps, decided, verdict, source === undefined ? files : { source, ...files });
  logEnd(deps, decided, verdict);
  return verdict;
}

/** One line for each file, at its end. */
function logEnd(deps: DropDeps, { folder, run }: DropJob, verdict: Verdict): void {
  const log = deps.log.child(runBindings(folder, run));
  const { status, rows, warnings, errors } = verdict;
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
