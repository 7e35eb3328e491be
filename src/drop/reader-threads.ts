/**
 * The reading threads that are there: one stays warm for the next file, and a second one for a while, since
 * one file may be imported while the rejected rows of another are written.
 */
import type { Worker } from "node:worker_threads";
import { systemClock } from "../core/clock.ts";
import { startThread } from "../core/thread.ts";

export interface ReaderThreads extends AsyncDisposable {
  /** One that has nothing to do, else a new one. */
  take(): Worker;
  /** It has nothing to do any more. */
  release(worker: Worker): void;
}

const WARM_THREADS = 1;
/** Idle ones that are kept for REST_MS: to start one takes as long as to read hundreds of small files. */
const IDLE_THREADS = 2;
const REST_MS = 10_000;

/** @param heapMb most memory of one thread for JavaScript objects; past it the thread dies. */
export function createReaderThreads(heapMb: number): ReaderThreads {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const closed = new AbortController();
  let isResting = false;

  function start(): Worker {
    const worker = startThread(new URL("./reader-thread.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    all.add(worker);
    worker.once("exit", () => {
      all.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    });
    // Errors are taken per job; this one keeps a death between jobs from ending the process.
    worker.on("error", () => undefined);
    return worker;
  }

  /** Ends those that were not needed for a while. */
  async function rest(): Promise<void> {
    if (isResting) return;
    isResting = true;
    await systemClock.sleep(REST_MS, closed.signal);
    isResting = false;
    for (const worker of idle.splice(WARM_THREADS)) void worker.terminate();
  }

  for (let i = 0; i < WARM_THREADS; i++) idle.push(start());

  return {
    take: () => idle.pop() ?? start(),
    release: (worker) => {
      if (!all.has(worker)) return;
      if (idle.length >= IDLE_THREADS) void worker.terminate();
      else if (idle.push(worker) > WARM_THREADS) void rest();
    },
    async [Symbol.asyncDispose]() {
      closed.abort();
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}
