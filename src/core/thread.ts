/** Worker threads: starts one from a module beside the caller, in the built form and from source. */
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Starts a worker thread from the `.ts` module at `url`. In the built program the module is the
 * `.js` of the same name; from source (tests, `npm run dev`) it runs through tsx.
 */
export function startThread(url: URL, options: WorkerOptions = {}): Worker {
  if (import.meta.url.endsWith(".js")) {
    return new Worker(new URL(url.href.replace(/\.ts$/, ".js")), options);
  }
  const execArgv = ["--import", "tsx", ...(options.execArgv ?? [])];
  return new Worker(url, { ...options, execArgv });
}
