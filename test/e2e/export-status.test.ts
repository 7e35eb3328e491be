/** What `status` and its events tell of exports, and the exit codes of wrong usage and of no daemon. */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceStatus } from "../../src/cli/commands/status.ts";
import { clientsMissing } from "../helpers/client-programs.ts";
import { openRequest } from "../helpers/daemon-http.ts";
import { sharePath } from "../helpers/exporting.ts";
import { jobCommands, withAway } from "../helpers/job-commands.ts";
import { prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import { JOB } from "../helpers/published.ts";
import { until } from "../helpers/until.ts";
import type { Workspace } from "../helpers/workspace.ts";

let prepared: Prepared;
let workspace: Workspace;

beforeAll(async () => {
  prepared = await prepareWorkspace({ interactions: 60 });
  workspace = await withAway(prepared);
  await workspace.start();
});
afterAll(async () => {
  await workspace.remove();
  await prepared.remove();
});

const { quayside, json, outcomesOf, waiting } = jobCommands(() => workspace);

describe.skipIf(clientsMissing !== undefined)("the exchange folder", () => {
  it("has its share from the start, before anything is published", async () => {
    expect(await readdir(join(workspace.path, "exchange"))).toContain("Share");
    expect(await readdir(sharePath(workspace))).toEqual([]);
  });
});

describe.skipIf(clientsMissing !== undefined)("the status of exports", () => {
  it("shows what runs and what is queued, as text, as JSON and as events while it changes", async () => {
    const seen: ServiceStatus[] = [];
    const stream = await openRequest(workspace, "/v1/status/events");
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const [event, data = ""] = text.slice(0, end).split("\ndata: ");
        if (event === "event: status") seen.push(JSON.parse(data) as ServiceStatus);
        text = text.slice(end + 2);
      }
    });
    await until("the first event", () => seen.length > 0);
    expect(seen[0]?.exports).toEqual({ running: [], queued: [] });
    const job = await waiting("Watched");
    const { exports } = await json<ServiceStatus>(0, "status");
    expect(exports.running).toMatchObject([
      { job, title: "Watched", step: "publishing", held: { code: "P001" } },
    ]);
    expect((await quayside("status")).stdout).toMatch(/Export {2}Watched {2}held: P001/);
    await until("an event of the run that waits", () =>
      seen.some((one) => one.exports.running[0]?.held?.code === "P001"),
    );
    await outcomesOf(0, "jobs", "cancel", job);
    await until("an event of its end", () => seen.at(-1)?.exports.running.length === 0);
    stream.destroy();
  });
});

describe.skipIf(clientsMissing !== undefined)("wrong usage, and no daemon", () => {
  const COMMANDS = [
    ["jobs", "list"],
    ["jobs", "show", "x"],
    ["jobs", "run", "x"],
    ["jobs", "edit", "x", "Title=y"],
    ["jobs", "clone", "x"],
    ["jobs", "next", "x"],
    ["jobs", "cancel", "x"],
    ["artifacts", "list"],
    ["artifacts", "download", "x"],
    ["artifacts", "delete", "x"],
    ["history", "--job", "x"],
    ["status"],
  ];

  it("ends with 2 where the command is wrong or names nothing that there is", async () => {
    for (const args of [
      ["jobs", "show"],
      ["jobs", "fly", "x"],
      ["jobs", "list", "--fast"],
      ["jobs", "next", "x", "--count", "many"],
      ["jobs", "edit", "x", "Title"],
      ["jobs", "run", "nothing"],
      ["history", "--state", "Odd"],
    ]) {
      expect({ args, code: (await quayside(...args)).code }).toEqual({ args, code: 2 });
    }
  });

  it("ends with 7 and one JSON document, where no daemon runs", async () => {
    const idle = await prepared.copy();
    try {
      const path = join(idle.path, "job.json");
      await writeFile(path, JSON.stringify({ ...JOB, Title: "None" }));
      for (const args of [...COMMANDS, ["jobs", "add", path]]) {
        const { code, stdout, stderr } = await idle.quayside(...args, "--json");
        expect({ args, code }).toEqual({ args, code: 7 });
        expect(JSON.parse(stdout)).toMatchObject({ error: { code: "S007" } });
        expect(stderr).toContain("quayside start");
      }
    } finally {
      await idle.remove();
    }
  });
});
