/**
 * Import of a file of jobs: a thread reads its rows, the job catalogue takes them in one write, and the
 * ledger takes the verdict. The catalogue keeps what came of the run, so that after a crash between
 * the two the verdict is the same and nothing is done twice.
 */
import { join } from "node:path";
import type { ActionCall } from "../jobs/actions/job-actions.ts";
import type { RunOutcome } from "../store/run-outcome.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import { jobsOutcome, refusedRows } from "./jobs-outcome.ts";
import type { JobFile } from "./reader-jobs.ts";
import { createWatchdog } from "./watchdog.ts";

/** @throws what `importRows` does. */
export async function importJobs(
  deps: DropDeps,
  { folder, run }: DropJob,
  onProgress: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  const { actions, isAllowed } = deps.jobs;
  onProgress({ filesDone: 0, rowsSeen: 0, bytesRead: 0, totalBytes: 0, step: "reading" });
  const file = await readFile(deps, join(folder.inProcessPath, run.inProcessName));
  const { rows, bytes, refused } = file;
  const progress = { filesDone: 0, rowsSeen: rows.length, bytesRead: bytes, totalBytes: bytes };
  onProgress({ ...progress, step: "storing" });
  const mayApply = isAllowed && refused === undefined;
  const outcomes =
    mayApply || actions.isApplied(run.id)
      ? await actions.apply(rows, callOf(run))
      : refusedRows(rows, run.user);
  return await decide(deps, run, jobsOutcome(file, outcomes, deps.clock.now()));
}

/** Decides a run whose actions are in the catalogue already, whatever has become of its file. */
export async function decideApplied(
  deps: DropDeps,
  run: RunRecord,
  content: Pick<JobFile, "sha256" | "bytes">,
): Promise<Verdict> {
  const outcomes = await deps.jobs.actions.apply([], callOf(run));
  return await decide(deps, run, jobsOutcome({ ...content, rows: [] }, outcomes, deps.clock.now()));
}

function callOf({ user, id }: RunRecord): ActionCall {
  return { user, key: id };
}

async function decide(
  { store }: DropDeps,
  { id, attempt, startedAt }: RunRecord,
  outcome: RunOutcome,
): Promise<Verdict> {
  return await store.decideRun({ run: id, attempt, startedAt }, outcome);
}

/** As files of other types are read: a thread that hangs is stopped. */
async function readFile(deps: DropDeps, path: string): Promise<JobFile> {
  const stop = new AbortController();
  const watchdog = createWatchdog(deps, stop);
  try {
    return await deps.readers.jobs(path, AbortSignal.any([stop.signal, deps.signal]));
  } catch (error) {
    if (watchdog.hasBarked)
      throw new Error("reading stood still and was stopped", { cause: error });
    throw error;
  } finally {
    watchdog.end();
  }
}
