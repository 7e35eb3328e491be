/** Campaigns that come to their end without anybody asking: by dial lists and files alone, or simulated. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { simulatedCall, USUAL_MIX } from "../../src/campaigns/dialler/simulated-call.ts";
import type { AttemptsAnswer } from "../../src/console/routes/campaigns.ts";
import { campaignNow, dropCampaign, ENDINGS, phoneOf } from "../helpers/campaign-files.ts";
import { ask } from "../helpers/daemon-http.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let its: Workspace;
afterEach(() => its.remove());

const exportPath = (): string => join(its.path, "exchange/T_V/Export");

async function dialLists(): Promise<readonly string[]> {
  const names = await readdir(exportPath());
  return names.filter((name) => name.endsWith("_diallist.csv")).sort();
}

/** What somebody does with a list: busy at the first call, then one says yes, and the others do not pick up. */
function filled(text: string): { readonly calls: readonly string[]; readonly content: string } {
  const [header = "", ...rows] = text.trimEnd().split("\r\n");
  const names = header.replace("\ufeff", "").split(",");
  const calls: string[] = [];
  const back = rows.map((row) => {
    const cells = row.split(",");
    const cell = (name: string): string => cells[names.indexOf(name)] ?? "";
    const [id, attempt] = [cell("CustomerExternalId"), cell("AttemptNo")];
    calls.push(`${id} ${attempt} ${cell("Phone")}`);
    cells[names.indexOf("StartTime")] = `2026-11-20 1${attempt}:00:00`;
    const last = id === "C1" ? "Successful" : "No answer";
    cells[names.indexOf("CallResult")] = attempt === "1" ? "Busy" : last;
    return cells.join(",");
  });
  return { calls, content: [header, ...back].join("\r\n") };
}

it("dial lists bring a campaign to its end: each customer on one list for each of his calls", async () => {
  its = await Workspace.create("campaigns: { dialList: { size: 2, every: 500ms, lease: 4h } }\n");
  await its.start();
  await dropCampaign(its, "Spring", 5, { NumberOfRedials: "1", MaxLines: "1" });
  const taken = new Set<string>();
  const calls: string[] = [];
  await until(
    "the end",
    async () => {
      for (const name of (await dialLists()).filter((one) => !taken.has(one))) {
        taken.add(name);
        const list = filled(await readFile(join(exportPath(), name), "utf8"));
        expect(list.calls.length).toBeLessThanOrEqual(2);
        calls.push(...list.calls);
        await its.drop("CampaignResult", name, list.content);
      }
      return (await campaignNow(its, "Spring")).state === "Exported";
    },
    120_000,
  );
  const expected = [1, 2, 3, 4, 5].flatMap((n) => [1, 2].map((no) => `C${n} ${no} ${phoneOf(n)}`));
  expect([...calls].sort()).toEqual(expected);
  const results = await its.results("CampaignResult");
  expect(results.map(({ status }) => status)).toEqual(results.map(() => "Succeeded"));
  const { attempts, customers } = await campaignNow(its, "Spring");
  expect(attempts).toBe(10);
  expect(customers).toMatchObject({ Handled: 1, MaxCalls: 4, NotHandled: 0, InCall: 0 });
  const files = (await readdir(exportPath())).filter((name) => !taken.has(name)).sort();
  expect(files.map((name) => name.replace(/^\d{8}_\d{6}_Spring/, ""))).toEqual(ENDINGS);
  // Nobody is left who could be on another list.
  expect((await dialLists()).length).toBe(taken.size);
  expect((await its.stop()).code).toBe(0);
});

it("the simulator of the settings dials every campaign to the end that its seed stands for", async () => {
  const seed = 7;
  its = await Workspace.create(
    `campaigns: { simulator: { seed: ${seed}, speed: max, lines: 5 } }\n`,
  );
  await its.start();
  expect(its.log).toContain("SIMULATION");
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  const names = ["Spring", "Summer"];
  for (const name of names) {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${name},Sales,0,2,C${n},${phoneOf(n)}`);
    const header = "Campaign,Queue,RedialInterval,NumberOfRedials,ExternalId,Phone1";
    await its.drop("OutboundCampaign", `${name}.csv`, [header, ...rows].join("\n"));
  }
  for (const name of names) {
    await until(
      `the end of ${name}`,
      async () => {
        const found = await campaignNow(its, name).catch(() => undefined);
        return found?.state === "Exported";
      },
      120_000,
    );
    const path = `/v1/campaigns/${name}/attempts?limit=1000`;
    const { attempts } = await ask<AttemptsAnswer>(its, path);
    expect(new Set(attempts.map(({ externalId }) => externalId)).size).toBe(8);
    for (const one of attempts) {
      const order = { campaign: name, externalId: one.externalId, attemptNo: one.attemptNo };
      const parts = { mix: USUAL_MIX, questions: [] };
      const drawn = simulatedCall(seed, { ...order, maxRingingTime: 15 }, parts);
      expect(one.callResult).toBe(drawn.callResult);
      expect(one.conversationId).toMatch(/^simulated-/);
    }
    const { customers } = await campaignNow(its, name);
    expect(customers.Handled + customers.MaxCalls).toBe(8);
  }
  expect((await its.stop()).code).toBe(0);
});
