/** Ends of a fetch that did not come through: failed, timed out, cancelled. */
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import type { ErrorCode } from "../core/codes.ts";
import { fromSystem, systemCode } from "../core/errors.ts";
import type { ExportRun, ExportState } from "../store/export-run.ts";
import type { FetchedFile, FetchRecord } from "../store/fetch-record.ts";
import type { FetchDeps } from "./deps.ts";
import { stagedName, tagOf } from "./record.ts";

export interface Why {
  readonly code: ErrorCode;
  readonly message: string;
}

const OPEN: readonly ExportState[] = ["Queued", "InProgress"];

export async function failFetch(deps: FetchDeps, run: ExportRun, why: Why): Promise<ExportRun> {
  const { code } = why;
  deps.log.error({ event: "fetch.failed", run: run.id, job: run.job, code }, why.message);
  return await end(deps, run, { state: "Failed", error: why });
}

/** @param message what was waited for. */
export async function timeOut(
  deps: FetchDeps,
  run: ExportRun,
  message: string,
): Promise<ExportRun> {
  const why = { code: "P010" as const, message };
  deps.log.warn({ event: "fetch.failed", run: run.id, job: run.job, code: why.code }, message);
  return await end(deps, run, { state: "TimedOut", error: why });
}

/** What was dropped before goes on through its import. */
export async function cancelFetch(deps: FetchDeps, run: ExportRun): Promise<ExportRun> {
  deps.log.info({ event: "fetch.cancelled", run: run.id, job: run.job }, "fetch cancelled");
  return await end(deps, run, { state: "Cancelled" });
}

async function end(
  deps: FetchDeps,
  run: ExportRun,
  change: { readonly state: ExportState; readonly error?: Why },
): Promise<ExportRun> {
  const fetch = run.fetch ? { fetch: await withdrawn(deps, run, run.fetch) } : {};
  const finishedAt = deps.clock.now().toISOString();
  const ended = await effect("fetch.finish", () =>
    deps.store.changeExport(run.id, OPEN, { ...change, ...fetch, finishedAt }),
  );
  await removeWork(deps, run);
  return ended;
}

export async function removeWork(deps: FetchDeps, run: Pick<ExportRun, "id">): Promise<void> {
  await effect("fetch.clean", () =>
    rm(join(deps.workPath, run.id), { recursive: true, force: true }),
  );
}

/**
 * Takes back what waits in the drop folder for its name. What has gone from there was dropped, though
 * that was not written down, and must be remembered: else the next run would import it again.
 */
async function withdrawn(
  deps: FetchDeps,
  run: ExportRun,
  { importType, files }: FetchRecord,
): Promise<FetchRecord> {
  const kept: FetchedFile[] = [];
  for (const file of files) {
    if (file.step !== "fetched") {
      kept.push(file);
      continue;
    }
    const { path } = await deps.dropFolder(importType);
    const staged = join(path, stagedName(run, file));
    const isHere =
      (await isThere(join(deps.workPath, run.id, `${tagOf(file)}.content`))) ||
      (await isThere(staged));
    await rm(staged, { force: true });
    kept.push(isHere ? file : { ...file, step: "dropped" });
  }
  return { importType, files: kept };
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw fromSystem(error, `looking for ${path}`);
  }
}
