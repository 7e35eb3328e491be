/** Asks a running daemon over its local socket, as any HTTP client may: faster than a command each time. */
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { ServiceStatus } from "../../src/cli/commands/status.ts";
import type { ExportRun } from "../../src/store/export-run.ts";
import { until } from "./until.ts";
import type { Workspace } from "./workspace.ts";

export async function openRequest(workspace: Workspace, path: string): Promise<IncomingMessage> {
  const socketPath = join(workspace.path, "var/quayside.sock");
  return await new Promise((resolve, reject) => {
    request({ socketPath, path, agent: false }, resolve).on("error", reject).end();
  });
}

/** The JSON of an answer; throws for all but 200. */
export async function ask<T>(workspace: Workspace, path: string): Promise<T> {
  const response = await openRequest(workspace, path);
  let text = "";
  for await (const chunk of response) text += String(chunk);
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return JSON.parse(text) as T;
}

export async function statusNow(workspace: Workspace): Promise<ServiceStatus> {
  return await ask<ServiceStatus>(workspace, "/v1/status");
}

/** Runs of a job, newest first. */
export async function runsOf(workspace: Workspace, job: string): Promise<readonly ExportRun[]> {
  return (await ask<{ exports: readonly ExportRun[] }>(workspace, `/v1/exports?job=${job}`))
    .exports;
}

/** Waits until so many runs of the job have ended and none is open; gives the newest. */
export async function untilEnded(
  workspace: Workspace,
  job: string,
  { count = 1, limitMs = 60_000 }: { readonly count?: number; readonly limitMs?: number } = {},
): Promise<ExportRun> {
  return await until(
    `run ${count} of the job ${job} to end`,
    async () => {
      const runs = await runsOf(workspace, job);
      return runs.length >= count && runs.every((run) => run.finishedAt !== undefined) && runs[0];
    },
    limitMs,
  );
}

/** Waits until the run of the job that goes on is held with `code`, and gives what it tells. */
export async function untilExportHeld(
  workspace: Workspace,
  job: string,
  code: string,
): Promise<NonNullable<ServiceStatus["exports"]["running"][number]["held"]>> {
  return await until(`the export to be held with ${code}`, async () => {
    const { exports } = await statusNow(workspace);
    const held = exports.running.find((run) => run.job === job)?.held;
    return held?.code === code && held;
  });
}
