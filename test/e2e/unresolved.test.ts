/** `retryUnresolved`: files that come before what they refer to. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatusAnswer } from "../../src/console/deps.ts";
import type { DropStatus } from "../../src/drop/status.ts";
import { campaignCsv } from "../helpers/campaign-files.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let its: Workspace;
beforeAll(async () => {
  its = await Workspace.create("  retryUnresolved: 10m\n");
  await its.start();
});
afterAll(() => its.remove());

async function status(): Promise<StatusAnswer> {
  return JSON.parse((await its.quayside("status", "--json")).stdout) as StatusAnswer;
}

async function held(of = "OutboundCampaign") {
  const { drop } = await status();
  return (drop as DropStatus).lines.find(({ type }) => type === of)?.held;
}

describe("a file that refers to what is not there yet", () => {
  it("waits for it, also through a kill, says why, and is imported once as soon as it is there", async () => {
    await its.drop("OutboundCampaign", "early.csv", campaignCsv("Early", 3));
    const first = await until("the wait", () => held());
    expect(first).toMatchObject({ code: "R012", until: expect.any(String) as string });
    expect(first.reason).toContain("early.csv, row 2: Queue: 'Sales' is no name");
    expect((await its.quayside("status")).stdout).toMatch(
      /OutboundCampaign {2}waits {2}R012 early\.csv, row 2: .* for the last time at 20/,
    );
    expect((await status()).health.ok).toBe(true);
    await its.kill();
    await its.start();
    expect(await until("the wait after the restart", () => held())).toMatchObject({
      until: first.until,
    });
    expect(await its.results("OutboundCampaign")).toEqual([]);
    // Others do not wait for it meanwhile.
    await its.drop("UserGroup", "g.csv", "Name\nA\n");
    expect(await its.result("UserGroup", "g.csv")).toMatchObject({ status: "Succeeded" });
    await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
    const result = await its.result("OutboundCampaign", "early.csv");
    expect(result).toMatchObject({ status: "Succeeded", rows: { created: 3 } });
    expect(await its.results("OutboundCampaign")).toHaveLength(1);
    expect(await held()).toBeUndefined();
  });

  it("holds up none of the older files that were taken together with it", async () => {
    expect((await its.stop()).code).toBe(0);
    await its.drop("Queues", "1-good.csv", "Name,Channel,Address\nGood,Phone,200\n");
    await its.drop(
      "Queues",
      "2-late.csv",
      "Name,Channel,Address,Skills\nLate,Phone,300,Finnish=3\n",
    );
    await its.start();
    expect((await until("the wait", () => held("Queues"))).reason).toContain("2-late.csv, row 2");
    expect(await its.results("Queues", "1-good.csv")).toMatchObject([{ status: "Succeeded" }]);
    await its.drop("Skills", "s.csv", "Name\nFinnish\n");
    expect(await its.result("Queues", "2-late.csv")).toMatchObject({ status: "Succeeded" });
  });
});
