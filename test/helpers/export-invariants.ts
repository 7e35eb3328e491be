/** What must hold of exports after every fault: P publication, S secrecy, L liveness, A accounting. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { DueRecord } from "../../src/store/export-run.ts";
import { untilSubmitted } from "./daemon-http.ts";
import {
  endedExport,
  exportsOf,
  openArtifact,
  publishedNames,
  recordsIn,
  sharePath,
  type ClientKey,
} from "./exporting.ts";
import { untilSwept } from "./published.ts";
import type { Workspace } from "./workspace.ts";

/** Stands in each record of makeHistory: where it is found, an export lies in clear text. */
const CLEAR_TEXT = "Kysymys";

export interface ExpectedExport {
  readonly job: string;
  readonly key: ClientKey;
  readonly records: number;
}

/** The daemon runs again; the one run of a one-time job comes to its end, and the artifact is there once. */
export async function checkExport(
  workspace: Workspace,
  { job, key, records }: ExpectedExport,
): Promise<void> {
  const ended = await endedExport(workspace, job);
  expect(await exportsOf(workspace, job)).toHaveLength(1);
  expect(ended).toMatchObject({ state: "Finished", artifact: "Published", step: "published" });
  await untilSwept(workspace);
  const names = [`export-${ended.id}.index.json`, ...(ended.files ?? []).map((file) => file.name)];
  expect((await publishedNames(sharePath(workspace))).sort()).toEqual(names.sort());
  const files = await openArtifact(workspace, { id: ended.id, key });
  expect(recordsIn(files, /Interaction-[0-9a-f-]+\.json$/)).toHaveLength(records);
  await untilSubmitted(workspace, job);
  const shown = await workspace.quayside("jobs", "show", job, "--json");
  const { state, due } = JSON.parse(shown.stdout) as { state: string; due: DueRecord[] };
  expect(state).toBe("Submitted");
  expect(due.map(({ outcome, count }) => `${outcome} ${count}`)).toEqual([
    expect.stringMatching(/^(ran|late) 1$/),
  ]);
  expect(due[0]?.run).toBe(ended.id);
}

/** At any moment, also of a crash: nothing readable outside the store and the drop folders. */
export async function checkSecrecy(workspace: Workspace): Promise<void> {
  for (const folder of [join(workspace.path, "var/exports"), sharePath(workspace)]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name));
      expect(content.includes(CLEAR_TEXT), `${entry.name} holds clear text`).toBe(false);
    }
  }
}

/** What stands on the share under a name that clients look for is named by an index, or none is there yet. */
export async function checkShare(workspace: Workspace): Promise<void> {
  const names = await readdir(sharePath(workspace)).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(".index.json"))) {
    const text = await readFile(join(sharePath(workspace), name), "utf8");
    const { files } = JSON.parse(text) as { files: { name: string; bytes: number }[] };
    for (const file of files) expect(names).toContain(file.name);
  }
}
