/** Instants that come due while no daemon runs: what becomes of each when it starts again. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DueRecord } from "../../src/store/export-run.ts";
import { clientsMissing } from "../helpers/client-programs.ts";
import { ask, runsOf, untilEnded, untilSubmitted } from "../helpers/daemon-http.ts";
import { addJob, run } from "../helpers/exporting.ts";
import { farTimes } from "../helpers/far-times.ts";
import { prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import { SMALL } from "../helpers/published.ts";
import type { Workspace } from "../helpers/workspace.ts";

let prepared: Prepared;
let workspace: Workspace;
beforeAll(async () => {
  prepared = await prepareWorkspace({ interactions: 30 });
});
afterAll(() => prepared.remove());
beforeEach(async () => {
  workspace = await prepared.copy();
});
afterEach(() => workspace.remove());

/** Starts the daemon with its clock so far behind (man faketime: the library, without its wrapper). */
async function startAgo(ago: string): Promise<void> {
  const { stdout } = await run("faketime", ["-f", `-${ago}`, "printenv", "LD_PRELOAD"]);
  await workspace.start({ env: { LD_PRELOAD: stdout.trim(), FAKETIME: `-${ago}` } });
}

const dueOf = async (job: string): Promise<readonly DueRecord[]> =>
  (await ask<{ due: readonly DueRecord[] }>(workspace, `/v1/jobs/${job}/due?count=100`)).due;

const summary = (due: readonly DueRecord[]): readonly string[] =>
  due.map(({ outcome, count }) => `${outcome} ${count}`).sort();

/** In two days there are four instants, whenever the test begins: none is near now. */
const TWICE_A_DAY = { ...SMALL, Run: `daily ${farTimes().join(",")}`, Timeframe: "last 12 hours" };

describe.skipIf(clientsMissing !== undefined)("a daemon that was down over due instants", () => {
  it("C3: down over 4 instants with catchUp latest, none and all - each instant has its outcome", async () => {
    await startAgo("2d");
    const latest = await addJob(workspace, { ...TWICE_A_DAY, Title: "Latest" });
    const none = await addJob(workspace, { ...TWICE_A_DAY, Title: "None", CatchUp: "none" });
    const all = await addJob(workspace, { ...TWICE_A_DAY, Title: "All", CatchUp: "all" });
    expect((await workspace.stop()).code).toBe(0);
    await workspace.start();
    const caughtUp = await untilEnded(workspace, latest);
    expect(caughtUp).toMatchObject({ state: "Finished", reason: "catch-up" });
    expect(summary(await dueOf(latest))).toEqual(["late 1", "missed 3"]);
    expect(caughtUp.scope?.to).toBe(caughtUp.dueAt);
    expect(summary(await dueOf(none))).toEqual(["missed 4"]);
    expect(await runsOf(workspace, none)).toEqual([]);
    await untilEnded(workspace, all, { count: 4 });
    expect(summary(await dueOf(all))).toEqual(["late 1", "late 1", "late 1", "late 1"]);
    const runs = [...(await runsOf(workspace, all))].reverse();
    for (const [index, run] of runs.entries()) {
      const { scope: before, finishedAt = "" } = runs[index - 1] ?? {};
      expect(run.state).toBe("Finished");
      expect(run.scope?.from).toBe(before?.to ?? run.scope?.from);
      expect(finishedAt <= (run.startedAt ?? "")).toBe(true);
    }
    for (const job of [latest, none, all]) {
      for (const { reason } of await dueOf(job)) expect(reason).not.toBe("");
    }
  });

  it("C3: down over the moment of a one-time job - runs late, once, at the start", async () => {
    await startAgo("2h");
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const job = await addJob(workspace, { ...SMALL, Run: `once ${at}` });
    await workspace.stop();
    await workspace.start();
    expect(await untilEnded(workspace, job)).toMatchObject({ state: "Finished", dueAt: at });
    expect(summary(await dueOf(job))).toEqual(["late 1"]);
    await untilSubmitted(workspace, job);
    await workspace.stop();
    await workspace.start();
    expect(await runsOf(workspace, job)).toHaveLength(1);
  });
});
