/** Import of a claimed file: what goes wrong becomes a further attempt, quarantine, or a wait of the line. */
import { join } from "node:path";
import { OperatorError, TransientError } from "../core/errors.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { ApplyPlan, ApplyProgress } from "../store/store.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { freeHistoryName } from "./history-names.ts";
import { importRows, type ImportSource } from "./import-rows.ts";
import { failRun } from "./quarantine.ts";
import { openRunLog } from "./run-log.ts";
import { MAX_ATTEMPTS } from "./states.ts";

/**
 * Imports the file of a Claimed run until there is a verdict; at most MAX_ATTEMPTS are begun.
 * @throws {TransientError | OperatorError} the fault is not the file's: the run stays Claimed.
 */
export async function importFile(
  deps: DropDeps,
  job: DropJob,
  onProgress: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  await using runLog = openRunLog(deps, job.folder, job.run);
  const log = runLog.logger;
  let run: RunRecord = job.run;
  log.info({ event: "drop.claimed", attempt: run.attempt }, "import begins");
  for (;;) {
    try {
      return await importRows(
        deps,
        planOf(deps, job.folder, run),
        sourceOf(job.folder, run),
        onProgress,
      );
    } catch (error) {
      if (isForTheLine(error) || deps.signal.aborted) {
        await deps.store.excuseRun(run.id);
        throw error;
      }
      log.error({ event: "drop.broke", err: error, attempt: run.attempt }, "the import broke off");
      if (run.attempt >= MAX_ATTEMPTS) return await failRun(deps, job.folder, run, poison(error));
      run = await deps.store.retakeRun(run.id, freeHistoryName(deps, job.folder, run.file));
    }
  }
}

function poison(cause: unknown): { readonly code: "F017"; readonly message: string } {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { code: "F017", message: `It stopped the import ${MAX_ATTEMPTS} times. Last: ${reason}` };
}

function isForTheLine(error: unknown): boolean {
  return error instanceof TransientError || error instanceof OperatorError;
}

function planOf(deps: DropDeps, folder: DropFolder, run: RunRecord): ApplyPlan {
  const startedAt = deps.clock.now().toISOString();
  return { run: run.id, attempt: run.attempt, type: folder.type, dryRun: false, startedAt };
}

function sourceOf(folder: DropFolder, run: RunRecord): ImportSource {
  return { path: join(folder.inProcessPath, run.inProcessName), fileName: run.file };
}
