/** Jobs, runs and artifacts by the commands that people and scripts use, with their exit codes. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArtifactView, JobView } from "../../src/console/exports-console.ts";
import type { ExportRun } from "../../src/store/export-run.ts";
import { clientsMissing, openByAll } from "../helpers/client-programs.ts";
import { runsOf, untilEnded, untilSubmitted } from "../helpers/daemon-http.ts";
import { sharePath } from "../helpers/exporting.ts";
import { farTimes } from "../helpers/far-times.ts";
import { jobCommands, withAway } from "../helpers/job-commands.ts";
import { keyOf, prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import { SMALL } from "../helpers/published.ts";
import type { Workspace } from "../helpers/workspace.ts";

const [FAR, LATER] = farTimes();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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

const { quayside, json, outcomesOf, refusal, add, exported, waiting } = jobCommands(
  () => workspace,
);

describe.skipIf(clientsMissing !== undefined)("quayside jobs", () => {
  it("adds jobs of a file, lists them, and shows one by id, beginning of the id and title", async () => {
    const path = join(workspace.path, "jobs.csv");
    const header = "Title,Source,Type,Run,Timeframe,MediaTypes";
    const rows = [
      `Nights,contact-history,interaction,daily ${FAR},last day,email;chat`,
      `Mart,info-mart,,daily ${FAR},delta,`,
    ];
    await writeFile(path, `${header}\n${rows.join("\n")}\n`);
    const outcomes = await outcomesOf(0, "jobs", "add", path);
    expect(outcomes).toMatchObject([
      { ok: true, action: "create", title: "Nights", change: "created" },
      { ok: true, action: "create", title: "Mart", change: "created" },
    ]);
    const { jobs } = await json<{ jobs: JobView[] }>(0, "jobs", "list");
    const job = jobs.find(({ definition }) => definition.title === "Nights");
    expect(job).toMatchObject({ state: "Active", definition: { mediaTypes: ["email", "chat"] } });
    expect(job?.id).toMatch(UUID);
    expect(job?.nextDue).toMatch(new RegExp(`T${FAR}:00.000Z$`));
    for (const name of [job?.id ?? "", job?.id.slice(0, 8) ?? "", "Nights", "nights"]) {
      expect(await json(0, "jobs", "show", name)).toMatchObject({ id: job?.id, runs: [], due: [] });
    }
    const { stdout } = await quayside("jobs");
    expect(stdout).toMatch(new RegExp(`Nights +Active +contact-history interaction +daily ${FAR}`));
    expect((await quayside("jobs", "show", "Mart")).stdout).toContain("Timeframe: delta");
  });

  it("edits fields, takes defaults by ~, and refuses what is wrong with the field and exit code 4", async () => {
    const job = await add("Edited", { MediaTypes: "chat", SplitSize: "1MiB" });
    const edit = ["jobs", "edit", "Edited", `Run=weekly Mon,Thu ${FAR}`, "MediaTypes=~"];
    expect(await outcomesOf(0, ...edit)).toMatchObject([{ change: "updated", job }]);
    const { definition } = await json<JobView>(0, "jobs", "show", job);
    expect(definition).toMatchObject({ run: { days: [1, 4] }, splitSizeBytes: 1_048_576 });
    expect(definition.mediaTypes).toBeUndefined();
    expect(await refusal("jobs", "edit", job, "SplitSize=1KB")).toEqual(["R003"]);
    expect(await refusal("jobs", "edit", job, "Destination=nowhere")).toEqual(["P008"]);
    expect(await refusal("jobs", "edit", job, "Certificates=nobody")).toEqual(["E001"]);
    const path = join(workspace.path, "job.json");
    await writeFile(path, JSON.stringify({ ...SMALL, Title: "Edited" }));
    expect(await refusal("jobs", "add", path)).toEqual(["J006"]);
    await writeFile(path, JSON.stringify({ ...SMALL, Title: "Unknown", Runs: `daily ${FAR}` }));
    expect(await refusal("jobs", "add", path)).toHaveLength(1);
    expect((await json<JobView>(0, "jobs", "show", job)).definition).toEqual(definition);
  });

  it("suspends and resumes, and tells the next instants of a job", async () => {
    const job = await add("Twice a day", { Run: `daily ${FAR},${LATER}` });
    const next = await json<{ due: { at: string }[] }>(0, "jobs", "next", job);
    expect(next.due).toHaveLength(10);
    const times = new RegExp(`T(${FAR}|${LATER}):00.000Z$`);
    for (const { at } of next.due) expect(at).toMatch(times);
    expect(new Set(next.due.map(({ at }) => at)).size).toBe(10);
    const three = await json<{ due: object[] }>(0, "jobs", "next", job, "--count", "3");
    expect(three.due).toEqual(next.due.slice(0, 3));
    await outcomesOf(0, "jobs", "suspend", job);
    const suspended = await json<JobView>(0, "jobs", "show", job);
    expect(suspended.state).toBe("Suspended");
    expect(suspended.nextDue).toBeUndefined();
    await outcomesOf(0, "jobs", "resume", job);
    expect(await json(0, "jobs", "show", job)).toMatchObject({
      state: "Active",
      nextDue: next.due[0]?.at,
    });
  });

  it("clones a job, and a run with the dates that it had", async () => {
    const job = await add("Hours", { Timeframe: "last 36 hours" });
    const [copy] = await outcomesOf(0, "jobs", "clone", job, "MediaTypes=chat");
    expect(copy).toMatchObject({ title: "Hours (copy)", change: "created" });
    await outcomesOf(0, "jobs", "run", job);
    const { id, scope } = await untilEnded(workspace, job);
    const [ofRun] = await outcomesOf(0, "jobs", "clone", id, "Title=The same again");
    const made = ofRun?.ok === true ? ofRun.job : "";
    const again = await untilEnded(workspace, made);
    await untilSubmitted(workspace, made);
    expect(again.scope).toEqual(scope);
    expect(await json(0, "jobs", "show", made)).toMatchObject({
      state: "Submitted",
      definition: { run: { kind: "once" }, timeframe: { kind: "interval", ...datesOf(scope) } },
    });
  });

  it("refuses a second run, a delete while one goes on, and a cancel without one", async () => {
    const job = await waiting("Slow");
    expect(await refusal("jobs", "run", job)).toEqual(["J004"]);
    expect(await refusal("jobs", "delete", job)).toEqual(["J003"]);
    expect((await json<JobView>(0, "jobs", "show", job)).openRun).toMatch(UUID);
    await outcomesOf(0, "jobs", "cancel", job);
    expect(await runsOf(workspace, job)).toMatchObject([{ state: "Cancelled" }]);
    expect(await refusal("jobs", "cancel", job)).toEqual(["J005"]);
    await outcomesOf(0, "jobs", "delete", job);
    expect(await json(2, "jobs", "show", job)).toMatchObject({ error: { code: "J002" } });
  });

  it("runs a one-time job at its moment, after which it can be cloned, not edited or resumed", async () => {
    const at = new Date(Date.now() + 2_000).toISOString();
    const job = await add("Soon", { Run: `once ${at}` });
    const run = await untilEnded(workspace, job);
    await untilSubmitted(workspace, job);
    const shown = await json<JobView & { due: object[] }>(0, "jobs", "show", job);
    // A job that came later than its moment is due when it came.
    const dueAt = at > shown.createdAt ? at : shown.createdAt;
    expect(run).toMatchObject({ state: "Finished", dueAt });
    expect(shown).toMatchObject({ state: "Submitted", due: [{ outcome: "ran", count: 1 }] });
    expect(await refusal("jobs", "edit", job, "Timeframe=all")).toEqual(["J003"]);
    expect(await refusal("jobs", "resume", job)).toEqual(["J003"]);
    await outcomesOf(0, "jobs", "clone", job);
    await outcomesOf(0, "jobs", "run", job);
    expect(await untilEnded(workspace, job, { count: 2 })).toMatchObject({ reason: "manual" });
  });
});

function datesOf({ from, to }: ExportRun["scope"] = {}): object {
  return { from, to };
}

describe.skipIf(clientsMissing !== undefined)("quayside artifacts and history", () => {
  it("lists, downloads and deletes what is published; its run stays in the history", async () => {
    const { id, job, files = [] } = await exported("Artifacts");
    const list = async (): Promise<ArtifactView | undefined> => {
      const { artifacts } = await json<{ artifacts: ArtifactView[] }>(0, "artifacts", "list");
      return artifacts.find((one) => one.run === id);
    };
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(await list()).toMatchObject({ job, destination: "share", sizeBytes, remainingDays: 30 });
    expect((await quayside("artifacts")).stdout).toMatch(/Artifacts +share +1 .* 30/);
    const out = join(workspace.path, "in");
    await mkdir(out);
    const fetched = await json<{ files: string[] }>(0, "artifacts", "download", id, "--out", out);
    const [path = ""] = fetched.files;
    const sha256 = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    expect(sha256).toBe(files[0]?.sha256);
    await openByAll(workspace, { id, key: keyOf(workspace) });
    expect(await json(0, "artifacts", "delete", id)).toMatchObject({ artifact: "Deleted" });
    expect(await list()).toBeUndefined();
    expect((await readdir(sharePath(workspace))).filter((name) => name.includes(id))).toEqual([]);
    expect(await json(4, "artifacts", "download", id)).toMatchObject({ error: { code: "S009" } });
    expect(await json(2, "artifacts", "delete", id)).toMatchObject({ error: { code: "S009" } });
    expect(await json(0, "history", "show", id)).toMatchObject({ id, artifact: "Deleted" });
  });

  it("tells the runs of a job, of a state, and one of them with all that is known of it", async () => {
    const { id, files = [], certificates = [] } = await exported("Told");
    const told = await json<{ runs: object[]; exports: ExportRun[] }>(
      0,
      "history",
      "--job",
      "Told",
    );
    expect(told.runs).toEqual([]);
    expect(told.exports.map((run) => run.id)).toEqual([id]);
    const finished = ["history", "--state", "Finished", "--limit", "1"];
    expect((await json<{ exports: ExportRun[] }>(0, ...finished)).exports).toMatchObject([{ id }]);
    const shown = await quayside("history", "show", id);
    expect(shown.code).toBe(0);
    for (const part of [
      "Told",
      "Finished, artifact Published on share",
      "20 records in",
      "expires",
    ]) {
      expect(shown.stdout).toContain(part);
    }
    expect(shown.stdout).toContain(files[0]?.sha256);
    expect(shown.stdout).toContain(certificates[0]);
    expect((await quayside("history", "--job", "Told")).stdout).toMatch(
      /Export +Told .*Finished +22/,
    );
    expect(await json(2, "history", "--job", "Nothing")).toMatchObject({ error: { code: "J002" } });
  });
});
