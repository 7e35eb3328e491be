/**
 * Read, validate, apply: one thread reads and checks the rows, the store applies them as they come,
 * and all of it with the verdict is one transaction. What goes wrong is sorted here: into a verdict, into a
 * further attempt, or into an error for the line to wait on.
 */
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { OperatorError, TransientError } from "../core/errors.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import { freeHistoryName } from "./history-names.ts";
import { openRunLog } from "./run-log.ts";
import { MAX_ATTEMPTS } from "./states.ts";

/** No byte read and no row stored for this long: the reading thread hangs. */
const STALL_MS = 180_000;

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
      return await attempt(deps, { ...job, run }, onProgress);
    } catch (error) {
      if (isForTheLine(error) || deps.signal.aborted) {
        await deps.store.excuseRun(run.id);
        throw error;
      }
      log.error({ event: "drop.broke", err: error, attempt: run.attempt }, "the import broke off");
      if (run.attempt >= MAX_ATTEMPTS) return await quarantine(deps, job, error);
      run = await deps.store.retakeRun(run.id, freeHistoryName(deps, job.folder, run.file));
    }
  }
}

/** Decides a run as Failed without opening its file again. */
export async function quarantine(deps: DropDeps, job: DropJob, cause: unknown): Promise<Verdict> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `It stopped the import ${MAX_ATTEMPTS} times and is not tried again. Last: ${reason}`;
  const decidedAt = deps.clock.now().toISOString();
  return await deps.store.failRun(job.run.id, "F017", message, decidedAt);
}

function isForTheLine(error: unknown): boolean {
  return error instanceof TransientError || error instanceof OperatorError;
}

async function attempt(
  deps: DropDeps,
  job: DropJob,
  onProgress: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  const { port1, port2 } = new MessageChannel();
  const stop = new AbortController();
  const watchdog = createWatchdog(deps, stop);
  const reading = deps.readers.feed(
    {
      path: join(job.folder.inProcessPath, job.run.inProcessName),
      type: job.folder.type,
      reading: deps.reading,
      context: {
        timeZone: deps.timeZone,
        defaultCountry: deps.defaultCountry,
        now: deps.clock.now(),
        fileName: job.run.file,
        limits: deps.reading.limits,
      },
      port: port1,
    },
    AbortSignal.any([stop.signal, deps.signal]),
  );
  const applying = deps.store.applyRun(plan(deps, job), port2, (progress) => {
    watchdog.alive();
    onProgress(progress);
  });
  // A store that gave up needs no more rows.
  applying.catch(() => {
    stop.abort();
  });
  const [read, applied] = await Promise.allSettled([reading, applying]);
  watchdog.end();
  if (applied.status === "fulfilled") return applied.value;
  if (isForTheLine(applied.reason) || read.status === "fulfilled" || stop.signal.aborted) {
    throw watchdog.hasBarked ? new Error("reading stood still and was stopped") : applied.reason;
  }
  throw read.reason;
}

function plan(deps: DropDeps, job: DropJob): Parameters<DropDeps["store"]["applyRun"]>[0] {
  return {
    run: job.run.id,
    attempt: job.run.attempt,
    type: job.folder.type,
    dryRun: false,
    startedAt: deps.clock.now().toISOString(),
  };
}

interface Watchdog {
  readonly hasBarked: boolean;
  alive(): void;
  end(): void;
}

/** Stops a reading thread that shows no sign of life. */
function createWatchdog(deps: DropDeps, stop: AbortController): Watchdog {
  const ended = new AbortController();
  let lastMs = deps.clock.monotonicMs();
  let hasBarked = false;
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const leftMs = lastMs + STALL_MS - deps.clock.monotonicMs();
      if (leftMs <= 0) {
        hasBarked = true;
        stop.abort();
        return;
      }
      await deps.clock.sleep(leftMs, ended.signal);
    }
  };
  void watch();
  return {
    get hasBarked() {
      return hasBarked;
    },
    alive() {
      lastMs = deps.clock.monotonicMs();
    },
    end() {
      ended.abort();
    },
  };
}
