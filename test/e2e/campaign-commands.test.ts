/** `quayside campaigns` at the built command line against a daemon that runs, and without one. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrdersAnswer } from "../../src/console/routes/campaigns.ts";
import { campaignCsv, campaignNow, callsCsv, ENDINGS } from "../helpers/campaign-files.ts";
import { ask } from "../helpers/daemon-http.ts";
import { until } from "../helpers/until.ts";
import { Workspace, type Outcome } from "../helpers/workspace.ts";

let its: Workspace;
beforeAll(async () => {
  its = await Workspace.create();
  await its.start();
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await its.result("Queues", "q.csv");
  const names = ["Seen", "Paused", "Stopped", "Left out", "Made up", "Written"];
  for (const name of names) {
    await its.drop("OutboundCampaign", `${name}.csv`, campaignCsv(name, 3, SETTINGS));
  }
  for (const name of names) {
    await until(`${name} to run`, async () => {
      const { campaigns } = await ask<{ campaigns: { name: string; state: string }[] }>(
        its,
        "/v1/campaigns",
      );
      return campaigns.some((one) => one.name === name && one.state === "Running");
    });
  }
}, 180_000);
afterAll(() => its.remove());

const SETTINGS = { NumberOfRedials: "1", MaxLines: "10" };

async function campaigns(...args: readonly string[]): Promise<Outcome> {
  return await its.quayside("campaigns", ...args);
}

/** Done, with nothing but the result on standard output. */
async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await campaigns(...args, "--json");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}

async function refused(code: string, text: RegExp, ...args: readonly string[]): Promise<void> {
  const told = await campaigns(...args);
  expect(told).toMatchObject({ code: 2, stdout: "" });
  expect(told.stderr).toContain(code);
  expect(told.stderr).toMatch(text);
}

async function wrongUse(text: RegExp, ...args: readonly string[]): Promise<void> {
  const told = await campaigns(...args);
  expect(told).toMatchObject({ code: 2, stdout: "" });
  expect(told.stderr).toMatch(text);
}

describe("quayside campaigns", () => {
  it("list and alone: all of them", async () => {
    for (const args of [[], ["list"]]) {
      const { code, stdout } = await campaigns(...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^campaign +state +done +customers +calls/);
      expect(stdout).toMatch(/^Seen +Running +0 +3 +0 +Sales/m);
    }
    expect(await json("list")).toMatchObject({
      campaigns: expect.arrayContaining([expect.objectContaining({ name: "Seen" })]) as unknown,
    });
    await wrongUse(/too many arguments/, "list", "Seen");
  });

  it("show: one, whatever the case of its name; no other", async () => {
    const { code, stdout } = await campaigns("show", "seen");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Seen, Running\n/);
    expect(stdout).toMatch(/customers: NotHandled 3, InCall 0, Handled 0/);
    expect(stdout).toMatch(/^1 redial after 0 s, 10 lines/m);
    expect(await json("show", "Seen")).toMatchObject({ name: "Seen", state: "Running" });
    await refused("S009", /no campaign 'Winter'\.\n.*campaigns list/, "show", "Winter");
    await wrongUse(/missing required argument 'name'/, "show");
    const told = await campaigns("show", "Winter", "--json");
    expect(JSON.parse(told.stdout === "" ? told.stderr : told.stdout)).toMatchObject({
      error: { code: "S009" },
    });
  });

  it("pause and resume: where the state allows it", async () => {
    expect(await campaigns("pause", "Paused")).toMatchObject({
      code: 0,
      stdout: "Paused: Paused\n",
    });
    expect((await campaigns("show", "Paused")).stdout).toContain("Paused (paused by operator)");
    await refused("J012", /Paused/, "pause", "Paused");
    expect(await json("resume", "Paused")).toMatchObject({ name: "Paused", state: "Running" });
    await refused("J012", /Running/, "resume", "Paused");
    await refused("S009", /no campaign 'Winter'/, "pause", "Winter");
  });

  it("stop: at once, or as soon as the customers on loan are back; never twice", async () => {
    const wish = { dialler: "one", campaign: "Stopped", count: 1 };
    const { orders } = await ask<OrdersAnswer>(its, "/v1/campaigns/next", wish);
    const told = "Stopped: stops as soon as 1 customer on loan is back\n";
    expect(await campaigns("stop", "Stopped")).toMatchObject({ code: 0, stdout: told });
    expect(await json("stop", "Stopped")).toMatchObject({ state: "Running", isStopping: true });
    await refused("J012", /is being stopped/, "pause", "Stopped");
    const [order] = orders;
    const call = {
      ...{ campaign: "Stopped", customerExternalId: order?.externalId, lease: order?.lease },
      ...{ phone: order?.phone, startTime: "2026-11-20T10:00:00Z", callResult: "Successful" },
    };
    await ask(its, "/v1/campaigns/attempts", call);
    await until("the end", async () => (await campaignNow(its, "Stopped")).state === "Exported");
    for (const action of ["stop", "resume"]) {
      await refused("J012", /Exported/, action, "Stopped");
    }
    const { stdout } = await campaigns("show", "Stopped");
    expect(stdout).toMatch(/^Stopped, Exported \(stopped by operator\)/);
    expect(stdout).toMatch(/^summary: \d{8}_\d{6}_Stopped_summary.json$/m);
  });

  it("leave-out and take-back: those that there are; the last ones end the campaign", async () => {
    const wish = { dialler: "one", campaign: "Left out", count: 1 };
    const { orders } = await ask<OrdersAnswer>(its, "/v1/campaigns/next", wish);
    expect(await campaigns("leave-out", "left out", "c1", "C9", "C2", "C2")).toMatchObject({
      code: 4,
      stdout: [
        "C1: Filtered",
        "C9: there is no such customer",
        "C2: Filtered",
        "C2: unchanged, Filtered. The customer 'C2' was left out before.\n",
      ].join("\n"),
    });
    const begin = `/v1/calls/${orders[0]?.lease ?? ""}/begin`;
    await expect(ask(its, begin, {})).rejects.toThrow(/J013/);
    expect(await json("take-back", "Left out", "C1")).toMatchObject({
      campaign: { name: "Left out", customers: { NotHandled: 2, Filtered: 1 } },
      customers: [{ externalId: "C1", kind: "done", customerState: "NotHandled" }],
    });
    const done = await campaigns("leave-out", "Left out", "C3", "C1");
    expect(done).toMatchObject({ code: 0, stdout: "C3: Filtered\nC1: Filtered\n" });
    expect(done.stderr).toContain("Left out: Completed");
    await until("the end", async () => (await campaignNow(its, "Left out")).state === "Exported");
    const { files = {} } = await campaignNow(its, "Left out");
    const summary = await readFile(
      join(its.path, "exchange/T_V/Export", files["summary"] ?? ""),
      "utf8",
    );
    expect(JSON.parse(summary)).toMatchObject({ total: 3, filtered: 3, calls: 0 });
    for (const action of ["leave-out", "take-back"]) {
      await refused("J012", /'Left out' has ended/, action, "Left out", "C1");
      await refused("S009", /no campaign 'Winter'/, action, "Winter", "C1");
      await wrongUse(/missing required argument 'externalId'/, action, "Seen");
    }
  });

  it("attempts: a page of calls", async () => {
    expect(await campaigns("attempts", "Seen")).toMatchObject({ code: 0, stdout: "" });
    await its.drop("CampaignResult", "seen.csv", callsCsv("Seen", 2));
    await its.result("CampaignResult", "seen.csv");
    const { code, stdout } = await campaigns("attempts", "Seen");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^customer +no +number +start +result/);
    expect(stdout).toMatch(/^C1 +1 +\+358401000001 +2026-11-20T08:00:00.000Z +Successful +yes/m);
    const first = await campaigns("attempts", "Seen", "--limit", "1");
    expect(first.stdout).not.toContain("C2");
    const [, after = ""] = /more: --after (\d+)/.exec(first.stderr) ?? [];
    const rest = (await json("attempts", "Seen", "--after", after)) as { attempts: object[] };
    expect(rest.attempts).toMatchObject([{ externalId: "C2", agent: "ann" }]);
    await refused("S009", /no campaign 'Winter'/, "attempts", "Winter");
    await refused("S010", /limit/, "attempts", "Seen", "--limit", "0");
  });

  it("simulate: says that nobody is called, and dials one campaign to its end", async () => {
    const { code, stdout, stderr } = await campaigns(
      ...["simulate", "Made up", "--speed", "max", "--seed", "3", "--lines", "2"],
      ...["--mix", "Busy=1", "--json"],
    );
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("SIMULATION");
    expect(JSON.parse(stdout)).toEqual({
      ...{ simulated: true, calls: 6, repeated: 0, late: 0, refused: 0, notBegun: 0 },
      results: { Busy: 6 },
    });
    expect((await campaignNow(its, "Made up")).customers).toMatchObject({ MaxCalls: 3 });
    // It has nothing left to call.
    const again = await campaigns("simulate", "Made up", "--speed", "max");
    expect(again).toMatchObject({ code: 0, stdout: "0 simulated calls; nobody was called\n" });
    await refused("S009", /no campaign 'Winter'/, "simulate", "Winter", "--speed", "max");
    await refused("S010", /--speed: expected max, or a factor/, "simulate", "--speed", "0");
    await refused("S010", /--lines: expected a whole number/, "simulate", "--lines", "0");
    await refused("S010", /--mix: .*Wonderful/, "simulate", "--mix", "Wonderful=1");
  });

  it("export: of a campaign that still runs, as it stands now, and never over other files", async () => {
    const out = join(its.path, "reports");
    const { code, stdout } = await campaigns("export", "Written", "--out", out);
    expect(code).toBe(0);
    const names = await readdir(out);
    expect(stdout.trimEnd().split("\n").sort()).toEqual(
      names.map((name) => join(out, name)).sort(),
    );
    const endings = names.map((name) => name.replace(/^\d{8}_\d{6}_Written/, "")).sort();
    expect(endings).toEqual(ENDINGS);
    const summary = names.find((name) => name.endsWith(".json")) ?? "";
    expect(JSON.parse(await readFile(join(out, summary), "utf8"))).toMatchObject({
      ...{ campaign: "Written", state: "Running", total: 3, notHandled: 3 },
    });
    const some = (await json("export", "Written", "--out", out, "--files", "CSV")) as object;
    expect(some).toMatchObject({ campaign: "Written", files: [{}, {}, {}].map(anyText) });
    expect(await readdir(out)).toHaveLength(names.length + 3);
    await refused("S009", /no campaign 'Winter'/, "export", "Winter", "--out", out);
    await refused("S010", /no kind 'pdf'/, "export", "Written", "--out", out, "--files", "csv,pdf");
    const file = join(its.path, "taken");
    await writeFile(file, "mine");
    await refused("S010", /--out: .*taken/, "export", "Written", "--out", file);
    expect(await readFile(file, "utf8")).toBe("mine");
    expect(await readdir(out)).toHaveLength(names.length + 3);
  });

  it("openapi: the document", async () => {
    const { code, stdout } = await campaigns("openapi");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      openapi: "3.1.1",
      info: { title: "Quayside: campaigns" },
    });
  });
});

function anyText(): unknown {
  return expect.any(String);
}

it("quayside campaigns: each tells that no daemon runs, with exit code 7", async () => {
  const alone = await Workspace.create();
  try {
    const named = ["show", "pause", "resume", "stop", "attempts", "simulate", "export"];
    const customers = ["leave-out", "take-back"].map((name) => [name, "Seen", "C1"]);
    const lines = [["list"], ["openapi"], ...customers, ...named.map((name) => [name, "Seen"])];
    const told = await Promise.all(lines.map((line) => alone.quayside("campaigns", ...line)));
    for (const [at, { code, stdout, stderr }] of told.entries()) {
      expect({ line: lines[at], code, stdout }).toEqual({ line: lines[at], code: 7, stdout: "" });
      expect(stderr).toContain("S007");
    }
  } finally {
    await alone.remove();
  }
});
