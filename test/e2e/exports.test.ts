/** Exports through the built program: from the job to what the client opens. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientsMissing } from "../helpers/client-programs.ts";
import {
  addJob,
  endedExport,
  giveCertificate,
  importHistory,
  makeHistory,
  openArtifact,
  publishedNames,
  recordsIn,
  sharePath,
} from "../helpers/exporting.ts";
import { untilSwept } from "../helpers/published.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

const JOB = {
  Title: "Night",
  Source: "contact-history",
  Type: "interaction",
  Run: "once",
  Timeframe: "all",
};

describe.skipIf(clientsMissing !== undefined)("an export of interactions", () => {
  it("reaches the share encrypted, and its client finds every record in it", async () => {
    const history = makeHistory(500);
    const key = await giveCertificate(workspace);
    await workspace.start();
    await importHistory(workspace, history);
    const job = await addJob(workspace, JOB);
    const ended = await endedExport(workspace, job);
    expect(ended).toMatchObject({ state: "Finished", artifact: "Published", title: "Night" });
    const base = `export-${ended.id}`;
    expect((await publishedNames(sharePath(workspace))).sort()).toEqual([
      `${base}.index.json`,
      `${base}.zip.smime`,
    ]);
    const files = await openArtifact(workspace, { id: ended.id, key });
    expect([...files.keys()].sort()).toEqual([
      `${base}/interaction/Interaction-${ended.id}.json`,
      `${base}/interaction/Interaction-Attachment-${ended.id}.json`,
      `${base}/manifest.json`,
      `${base}/schema/document.json`,
      `${base}/schema/interaction.json`,
    ]);
    expect(recordsIn(files, /Interaction-[0-9a-f-]+\.json$/)).toEqual(history.interactions);
    expect(recordsIn(files, /Attachment/)).toHaveLength(50);
    await untilSwept(workspace);
    expect(await readFile(join(workspace.path, "var/catalogue.json"), "utf8")).toContain("Night");
  });
});
