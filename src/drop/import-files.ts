/** Import of claimed files: what goes wrong becomes a further attempt, quarantine, or a wait of the line. */
import { join } from "node:path";
import { isForced } from "../datasets/databases/forced-name.ts";
import { type DecidedRun, isDecided, type RunRecord, type Verdict } from "../store/run.ts";
import type { ApplyPlan, ApplyProgress } from "../store/store.ts";
import type { DropDeps, DropJob, Group } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { importAttempts } from "./import-attempts.ts";
import { faultOf, isForTheLine, lastWord } from "./import-fault.ts";
import { importJobs } from "./import-jobs.ts";
import { importRows } from "./import-rows.ts";
import { failRun } from "./quarantine.ts";
import type { ImportSource } from "./reader-jobs.ts";
import { noteInRunLog, openRunLog } from "./run-log.ts";
import { MAX_ATTEMPTS } from "./states.ts";
import { patientUntil, unresolvedOf } from "./unresolved.ts";

type OnApply = (progress: ApplyProgress) => void;

/**
 * Imports the files of Claimed runs until each has a verdict: all together at first, and where that
 * breaks off one by one, so that only the file that did it comes to its last attempt.
 * @throws {TransientError | OperatorError} the fault is not a file's: runs without a verdict stay Claimed.
 */
export async function importFiles(
  deps: DropDeps,
  group: Group<RunRecord>,
  onProgress: OnApply,
): Promise<readonly DecidedRun[]> {
  const { folder } = group;
  const [first, ...others] = group.runs;
  if (first && others.length === 0)
    return [await importFile(deps, { folder, run: first }, onProgress)];
  const { target } = folder.type;
  if (target === "jobs" || target === "attempts") return await importEach(deps, group, onProgress);
  try {
    return await importTogether(deps, group, onProgress);
  } catch (err) {
    if (isForTheLine(err) || deps.signal.aborted) throw err;
    const fields = { event: "drop.broke" as const, err, files: group.runs.length };
    for (const run of group.runs) {
      await noteInRunLog(deps, { folder, run }, (log) => {
        log.error(fields, "the import of several files broke off; each goes on by itself");
      });
    }
  }
  const decided: DecidedRun[] = [];
  for (const run of group.runs) {
    const again = await deps.store.retakeRun(run.id, deps.names.free(folder, run.file));
    decided.push(await importFile(deps, { folder, run: again }, onProgress));
  }
  return decided;
}

/** Files of jobs and attempts: what they do and their verdict are two steps for each of them. */
async function importEach(
  deps: DropDeps,
  { folder, runs }: Group<RunRecord>,
  onProgress: OnApply,
): Promise<readonly DecidedRun[]> {
  const decided: DecidedRun[] = [];
  for (const [at, run] of runs.entries()) {
    const tell: OnApply = (progress) => {
      onProgress({ ...progress, filesDone: at });
    };
    decided.push(isDecided(run) ? run : await importFile(deps, { folder, run }, tell));
  }
  return decided;
}

async function importTogether(
  deps: DropDeps,
  { folder, runs }: Group<RunRecord>,
  onProgress: OnApply,
): Promise<readonly DecidedRun[]> {
  const startedAt = deps.clock.now().toISOString();
  const begun = runs.map((run) => ({ ...run, startedAt }));
  return await excusing(deps, runs, async () => {
    const sources = runs.map((run) => sourceOf(folder, run));
    const plan = planOf(deps, folder, begun);
    const verdicts = await importRows(deps, plan, sources, onProgress);
    return begun.map((run, at) => decided(run, verdicts[at]));
  });
}

/** Imports the file of one run until there is a verdict; at most MAX_ATTEMPTS are begun. */
async function importFile(deps: DropDeps, job: DropJob, onProgress: OnApply): Promise<DecidedRun> {
  const { clock, signal, store, names } = deps;
  const { folder } = job;
  await using runLog = await excusing(deps, [job.run], async () => openRunLog(deps, job));
  const log = runLog.logger;
  let run: RunRecord = { ...job.run, startedAt: clock.now().toISOString() };
  log.debug({ event: "drop.claimed", attempt: run.attempt }, "import begins");
  for (;;) {
    try {
      const now = run;
      const act = (): Promise<Verdict | undefined> =>
        importOnce(deps, { folder, run: now }, onProgress);
      return decided(run, await excusing(deps, [run], act));
    } catch (error) {
      if (isForTheLine(error) || signal.aborted) throw error;
      log.error({ event: "drop.broke", err: error, attempt: run.attempt }, "the import broke off");
      const why = lastWord(error, run, { clock, maxAttempts: MAX_ATTEMPTS });
      // The ledger keeps the time of the claim: no attempt has ended with a verdict of its own.
      const { startedAt } = job.run;
      if (why) return decided({ ...run, startedAt }, await failRun(deps, folder, run, why));
      const again = await store.retakeRun(run.id, names.free(folder, run.file));
      run = { ...again, startedAt: clock.now().toISOString() };
    }
  }
}

function decided(run: RunRecord, verdict: Verdict | undefined): DecidedRun {
  if (!verdict) throw new Error(`The store gave no verdict on run ${run.id}.`);
  return { ...run, state: "Decided", verdict };
}

async function importOnce(
  deps: DropDeps,
  { folder, run }: DropJob,
  onProgress: OnApply,
): Promise<Verdict | undefined> {
  try {
    const { target } = folder.type;
    if (target === "jobs") return await importJobs(deps, { folder, run }, onProgress);
    if (target === "attempts") return await importAttempts(deps, { folder, run }, onProgress);
    const plan = planOf(deps, folder, [run]);
    const [verdict] = await importRows(deps, plan, [sourceOf(folder, run)], onProgress);
    return verdict;
  } catch (error) {
    throw await faultOf(error, { folder, run, clock: deps.clock });
  }
}

/** Runs `act`; when it fails by a fault that is not that of a file, the attempts do not count. */
async function excusing<T>(
  deps: DropDeps,
  runs: readonly RunRecord[],
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isForTheLine(error) || deps.signal.aborted) {
      const ids = runs.map(({ id }) => id);
      // A store that is full may refuse this, too; the attempts then stay counted.
      await deps.store.excuseRuns(ids).catch((err: unknown) => {
        deps.log.warn({ event: "drop.broke", runs: ids, err }, "an attempt was not excused");
      });
    }
    throw unresolvedOf(error, runs, deps.retryUnresolvedMs);
  }
}

function planOf(
  { clock, retryUnresolvedMs }: DropDeps,
  folder: DropFolder,
  runs: readonly RunRecord[],
): ApplyPlan {
  const now = clock.now();
  const toApply = runs.map((run) => {
    const { id, attempt, startedAt, file } = run;
    const isPatient = now < patientUntil(run, retryUnresolvedMs);
    return { run: id, attempt, startedAt, isForced: isForced(file), isPatient };
  });
  return { type: folder.type, runs: toApply, dryRun: false };
}

function sourceOf(folder: DropFolder, run: RunRecord): ImportSource {
  return { path: join(folder.inProcessPath, run.inProcessName), fileName: run.file };
}
