/** At start: what the last process left of its fetches. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchDeps } from "./deps.ts";
import { failFetch } from "./end.ts";
import { MAX_ATTEMPTS } from "./fetch-fault.ts";

/** Runs that go on now, oldest first. Left-over work folders go. */
export async function recoverFetches(deps: FetchDeps): Promise<readonly ExportRun[]> {
  const open = await deps.store.exports({ line: "fetch", states: ["InProgress"] });
  const ready: ExportRun[] = [];
  for (const run of [...open].reverse()) {
    if (!isBringing(run)) ready.push(run);
    else if (run.attempt < MAX_ATTEMPTS) ready.push(await counted(deps, run));
    else {
      const message = `the process ended ${run.attempt} times while this file was fetched; it is not tried again`;
      await failFetch(deps, run, { code: "S001", message });
    }
  }
  await sweep(deps.workPath, new Set(ready.map(({ id }) => id)));
  if (ready.length > 0) {
    const fields = { event: "fetch.recovered" as const, runs: ready.length };
    deps.log.info(fields, "taking up fetches of before");
  }
  return ready;
}

/** Only what is being brought across can have ended the process; waiting does no harm. */
function isBringing({ fetch }: ExportRun): boolean {
  return fetch?.files.some(({ step }) => step === "found") === true;
}

async function counted({ store }: FetchDeps, run: ExportRun): Promise<ExportRun> {
  return await store.changeExport(run.id, ["InProgress"], { attempt: run.attempt + 1 });
}

/** A stop of the daemon says nothing against the run. */
export async function discounted({ store }: FetchDeps, id: string): Promise<void> {
  const run = await store.export(id);
  if (run?.state !== "InProgress" || run.attempt === 0 || !isBringing(run)) return;
  await store.changeExport(id, ["InProgress"], { attempt: run.attempt - 1 });
}

async function sweep(workPath: string, open: ReadonlySet<string>): Promise<void> {
  await mkdir(workPath, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workPath)) {
    if (!open.has(name)) await rm(join(workPath, name), { recursive: true, force: true });
  }
}
