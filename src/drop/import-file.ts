/** Import of a claimed file: what goes wrong becomes a further attempt, quarantine, or a wait of the line. */
import { join } from "node:path";
import type { DecidedRun, RunRecord, Verdict } from "../store/run.ts";
import type { ApplyPlan, ApplyProgress } from "../store/store.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { freeHistoryName } from "./history-names.ts";
import { faultOf, isForTheLine, lastWord } from "./import-fault.ts";
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
): Promise<DecidedRun> {
  const { clock, signal, store } = deps;
  const { folder } = job;
  await using runLog = await excusing(deps, job.run, async () => openRunLog(deps, folder, job.run));
  const log = runLog.logger;
  let run: RunRecord = { ...job.run, startedAt: clock.now().toISOString() };
  log.debug({ event: "drop.claimed", attempt: run.attempt }, "import begins");
  for (;;) {
    try {
      const now = run;
      const act = (): Promise<Verdict> => importOnce(deps, { folder, run: now }, onProgress);
      return decided(run, await excusing(deps, run, act));
    } catch (error) {
      if (isForTheLine(error) || signal.aborted) throw error;
      log.error({ event: "drop.broke", err: error, attempt: run.attempt }, "the import broke off");
      const why = lastWord(error, run, { clock, maxAttempts: MAX_ATTEMPTS });
      // The ledger keeps the time of the claim: no attempt has ended with a verdict of its own.
      const { startedAt } = job.run;
      if (why) return decided({ ...run, startedAt }, await failRun(deps, folder, run, why));
      const again = await store.retakeRun(run.id, freeHistoryName(deps, folder, run.file));
      run = { ...again, startedAt: clock.now().toISOString() };
    }
  }
}

function decided(run: RunRecord, verdict: Verdict): DecidedRun {
  return { ...run, state: "Decided", verdict };
}

async function importOnce(
  deps: DropDeps,
  { folder, run }: DropJob,
  onProgress: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  try {
    return await importRows(deps, planOf(folder, run), sourceOf(folder, run), onProgress);
  } catch (error) {
    throw await faultOf(error, { folder, run, clock: deps.clock });
  }
}

/** Runs `act`; when it fails by a fault that is not the file's, the attempt does not count. */
async function excusing<T>(deps: DropDeps, run: RunRecord, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isForTheLine(error) || deps.signal.aborted) {
      // A store that is full may refuse this, too; the attempt then stays counted.
      await deps.store.excuseRun(run.id).catch((err: unknown) => {
        deps.log.warn({ event: "drop.broke", run: run.id, err }, "an attempt was not excused");
      });
    }
    throw error;
  }
}

function planOf(folder: DropFolder, run: RunRecord): ApplyPlan {
  const { id, attempt, startedAt } = run;
  return { run: id, attempt, type: folder.type, dryRun: false, startedAt };
}

function sourceOf(folder: DropFolder, run: RunRecord): ImportSource {
  return { path: join(folder.inProcessPath, run.inProcessName), fileName: run.file };
}
