/** What is on a share after an export, and what is left of it elsewhere. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { SHARE_MARK } from "../../src/export/share-mark.ts";
import type { ExportRun } from "../../src/store/export-run.ts";
import { openByAll } from "./client-programs.ts";
import { act } from "./daemon-http.ts";
import { sharePath } from "./exporting.ts";
import { keyOf } from "./prepared-workspace.ts";
import { until } from "./until.ts";
import type { Workspace } from "./workspace.ts";

/** A job that runs when it is told to. */
export const JOB = {
  Source: "contact-history",
  Type: "interaction",
  Run: "cron 0 0 1 1 *",
  Timeframe: "all",
};
/** With what can't be packed: it takes a while to build and to publish. */
export const LARGE = { ...JOB, Title: "Large", SplitSize: "64KiB" };
export const SMALL = { ...JOB, Title: "Small", MediaTypes: "email" };

export async function runJob(workspace: Workspace, job: string): Promise<void> {
  expect(await act(workspace, { Action: "run", Id: job })).toMatchObject([{ ok: true }]);
}

/** Names on a share, temporary files as well, but not the mark of the share. */
export async function onShare(
  workspace: Workspace,
  share = sharePath(workspace),
): Promise<readonly string[]> {
  // The folder is made by the first publication.
  return (await readdir(share).catch(() => [])).filter((name) => name !== SHARE_MARK).sort();
}

/** Nothing of an export is left outside the ledger. */
export async function checkNothingLeft(workspace: Workspace): Promise<void> {
  expect(await onShare(workspace)).toEqual([]);
  await untilSwept(workspace);
}

/** A run has ended in the ledger before its work folder goes. */
export async function untilSwept(workspace: Workspace): Promise<void> {
  await until("an empty work folder", async () => {
    return (await readdir(join(workspace.path, "var/exports"))).length === 0;
  });
}

/** The run has ended well: its set alone is on the share, and opens. */
export async function checkPublished(
  workspace: Workspace,
  { id, state, files = [] }: ExportRun,
): Promise<void> {
  expect(state).toBe("Finished");
  const wanted = [`export-${id}.index.json`, ...files.map(({ name }) => name)];
  expect(await onShare(workspace)).toEqual(wanted.sort());
  await openByAll(workspace, { id, key: keyOf(workspace) }, ["smime"]);
  await untilSwept(workspace);
}
