/** Worker threads: starts one from a module beside the caller, in the built form and from source. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Room for short-lived objects of one thread. Node gives each thread 48 MB, which it fills before it
 * cleans; rows live for a moment only, and with a sixth of it they are no slower.
 */
const YOUNG_MB = 8;

/**
 * Starts a worker thread from the `.ts` module at `url`. In the built program the module is the
 * `.js` of the same name, as where `url` names that one; from source (`npm run dev`) it runs through tsx.
 */
export function startThread(url: URL, { resourceLimits, ...rest }: WorkerOptions = {}): Worker {
  const limits = { maxYoungGenerationSizeMb: YOUNG_MB, ...resourceLimits };
  const options: WorkerOptions = { ...rest, resourceLimits: limits };
  if (import.meta.url.endsWith(".js") || url.pathname.endsWith(".js")) {
    return new Worker(new URL(url.href.replace(/\.ts$/, ".js")), options);
  }
  return new Worker(
    new URL(`data:text/javascript,${encodeURIComponent(throughTsx(url))}`),
    options,
  );
}

/** On Node 20 `--import tsx` leaves threads alone, so the thread registers it by itself. */
function throughTsx(url: URL): string {
  // require() names the CommonJS form; the module beside it is the one that registers hooks.
  const api = createRequire(import.meta.url)
    .resolve("tsx/esm/api")
    .replace(/\.cjs$/, ".mjs");
  return `import { register } from ${JSON.stringify(pathToFileURL(api).href)};
    register();
    await import(${JSON.stringify(url.href)});`;
}
