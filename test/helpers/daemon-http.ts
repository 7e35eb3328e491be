/** Asks a running daemon over its local socket, as any HTTP client may: faster than a command each time. */
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { ServiceStatus } from "../../src/cli/commands/status.ts";
import type { JobView } from "../../src/console/exports-console.ts";
import type { ActionOutcome } from "../../src/jobs/action-outcome.ts";
import type { ExportRun } from "../../src/store/export-run.ts";
import { until } from "./until.ts";
import type { Workspace } from "./workspace.ts";

/** GET, or POST where there is a body. */
export async function openRequest(
  workspace: Workspace,
  path: string,
  body?: object,
): Promise<IncomingMessage> {
  const socketPath = join(workspace.path, "var/quayside.sock");
  const post = { method: "POST", headers: { "content-type": "application/json" } };
  const options = { socketPath, path, agent: false, ...(body ? post : {}) };
  return await new Promise((resolve, reject) => {
    const call = request(options, resolve).on("error", reject);
    call.end(body ? JSON.stringify(body) : undefined);
  });
}

/** The JSON of an answer; throws for all but 200. */
export async function ask<T>(workspace: Workspace, path: string, body?: object): Promise<T> {
  const response = await openRequest(workspace, path, body);
  let text = "";
  for await (const chunk of response) text += String(chunk);
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return JSON.parse(text) as T;
}

/** Actions on jobs, in one request and so without a moment between them. */
export async function act(
  workspace: Workspace,
  ...actions: readonly Readonly<Record<string, string>>[]
): Promise<readonly ActionOutcome[]> {
  const rows = actions.map((fields, index) => ({ row: index + 1, fields }));
  const path = "/v1/jobs/actions";
  return (await ask<{ outcomes: readonly ActionOutcome[] }>(workspace, path, { rows })).outcomes;
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
  { count = 1, limitMs = 180_000 }: { readonly count?: number; readonly limitMs?: number } = {},
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

/** A one-time job is submitted a moment after its run was queued, which may have ended by then. */
export async function untilSubmitted(workspace: Workspace, job: string): Promise<JobView> {
  return await until(`the job ${job} to be submitted`, async () => {
    const shown = await ask<JobView>(workspace, `/v1/jobs/${job}`);
    return shown.state === "Submitted" && shown;
  });
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
