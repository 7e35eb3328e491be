/**
 * Stands for core/thread.ts in tests that run from source: their threads run the built modules. From
 * source each thread would load tsx and translate its modules anew, which takes longer than most tests.
 */
import type { Worker, WorkerOptions } from "node:worker_threads";
import { startThread as start } from "../../src/core/thread.ts";

export function startThread(url: URL, options?: WorkerOptions): Worker {
  return start(new URL(url.href.replace("/src/", "/dist/").replace(/\.ts$/, ".js")), options);
}
