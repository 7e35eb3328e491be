/**
 * Read, validate, apply as one stream: a thread reads and checks the rows of file after file, the store
 * applies them as they come, and commits them with the verdicts in one transaction.
 */
import { MessageChannel } from "node:worker_threads";
import { OperatorError, TransientError } from "../core/errors.ts";
import type { Verdict } from "../store/run.ts";
import type { ApplyPlan, ApplyProgress } from "../store/store.ts";
import type { DropDeps } from "./deps.ts";
import { readingOf } from "./reading.ts";
import type { ImportSource } from "./reader-jobs.ts";
import { createWatchdog } from "./watchdog.ts";

export type ImportRowsDeps = Pick<
  DropDeps,
  "clock" | "store" | "readers" | "reading" | "timeZone" | "defaultCountry" | "signal"
>;

/**
 * One attempt of the plan's runs, whose files are `sources`: all are decided, or, whatever fails, none.
 * @throws {TransientError | OperatorError} the fault is not that of a file.
 * @throws {ReaderDied} a file brought the reading thread down. @throws {Error} by a fault of ours.
 */
export async function importRows(
  deps: ImportRowsDeps,
  plan: ApplyPlan,
  sources: readonly ImportSource[],
  onProgress: (progress: ApplyProgress) => void,
): Promise<readonly Verdict[]> {
  const { port1, port2 } = new MessageChannel();
  const stop = new AbortController();
  const watchdog = createWatchdog(deps, stop);
  const { timeZone, defaultCountry } = deps;
  const reading = readingOf(plan.type, deps.reading);
  const now = deps.clock.now();
  const context = { timeZone, defaultCountry, now, limits: reading.limits };
  const reads = deps.readers.feed(
    { files: sources, type: plan.type, reading, context, port: port1 },
    AbortSignal.any([stop.signal, deps.signal]),
  );
  const applies = deps.store.applyRuns(plan, port2, (progress) => {
    watchdog.alive();
    onProgress(progress);
  });
  // A feed that never came to a thread is open still; the store would wait for it for ever.
  reads.catch(() => {
    port1.close();
  });
  // A store that gave up needs no more rows.
  applies.catch(() => {
    stop.abort();
  });
  const [read, applied] = await Promise.allSettled([reads, applies]);
  watchdog.end();
  if (applied.status === "fulfilled") return applied.value;
  if (watchdog.hasBarked) throw new Error("reading stood still and was stopped");
  // When the reading broke first, the store only lost its feed: the cause is on the other side.
  throw read.status === "rejected" && !isFaultOfStore(applied.reason)
    ? read.reason
    : applied.reason;
}

function isFaultOfStore(error: unknown): boolean {
  return error instanceof TransientError || error instanceof OperatorError;
}
