/** Campaigns whose daemon is killed at every effect of theirs: each call counts once, each file comes once. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { CAMPAIGN_EFFECTS, DIALLER_EFFECTS } from "../../src/core/effect.ts";
import type { AttemptsAnswer } from "../../src/console/routes/campaigns.ts";
import { dieAt as dieAtIn, makeArmedBuild } from "../helpers/armed-build.ts";
import { campaignCsv, campaignNow, callsCsv, ENDINGS, phoneOf } from "../helpers/campaign-files.ts";
import { ask } from "../helpers/daemon-http.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

/** Those of an export on its way have a test of their own. */
const EFFECTS = [...CAMPAIGN_EFFECTS, ...DIALLER_EFFECTS, "campaign.expire"];
const CUSTOMERS = 3;
const NAMES = Array.from({ length: CUSTOMERS }, (_unused, n) => `C${n + 1} ${phoneOf(n + 1)}`);

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let its: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
afterEach(() => its.remove());

const dieAt = (crashAt: string): Promise<void> => dieAtIn(its, armed.mainPath, crashAt);

async function inExport(): Promise<readonly string[]> {
  return (await readdir(join(its.path, "exchange/T_V/Export")).catch(() => [])).sort();
}

/** What is no dial list. */
async function exported(): Promise<readonly string[]> {
  return (await inExport()).filter((name) => !name.endsWith("_diallist.csv"));
}

/** The rows of all dial lists: whom they hold, by list. Each list is whole. */
async function listed(): Promise<readonly (readonly string[])[]> {
  const names = (await inExport()).filter((name) => name.endsWith("_diallist.csv"));
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(its.path, "exchange/T_V/Export", name), "utf8");
      expect(text.endsWith("\r\n")).toBe(true);
      const rows = text.trimEnd().split("\r\n").slice(1);
      return rows.map((row) => `${row.split(",")[1] ?? ""} ${row.split(",")[3] ?? ""}`);
    }),
  );
}

/** What the campaign must have come to, whoever died on the way. */
async function checkEnd(): Promise<void> {
  await until("the end", async () => (await campaignNow(its, "Spring")).state === "Exported");
  const { customers, ended } = await campaignNow(its, "Spring");
  expect(ended).toBe("Completed");
  expect(customers).toMatchObject({ Handled: CUSTOMERS, NotHandled: 0, InCall: 0 });
  const { attempts } = await ask<AttemptsAnswer>(its, "/v1/campaigns/Spring/attempts?limit=1000");
  const calls = attempts.filter(({ dialled }) => dialled);
  expect(calls.map(({ externalId, phone }) => `${externalId} ${phone}`).sort()).toEqual(NAMES);
  expect(calls.map(({ attemptNo, callResult }) => [attemptNo, callResult])).toEqual(
    NAMES.map(() => [1, "Successful"]),
  );
  const files = await exported();
  expect(files.map((name) => name.replace(/^\d{8}_\d{6}_Spring/, ""))).toEqual(ENDINGS);
}

it("K1: kill -9 at every effect from the start of a campaign to the expiry of its files, one after another - each call and each file once", async () => {
  // Whoever was taken for a list that was never written is taken again when the lease is over.
  its = await Workspace.create(
    `campaigns:
  dialList: { size: 2, every: 300ms, lease: 1s }
  export: { retention: 1ms }
`,
  );
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await its.drop("OutboundCampaign", "Spring.csv", campaignCsv("Spring", CUSTOMERS));
  const met = new Set<string>();
  const die = async (moment: string): Promise<void> => {
    met.add(moment.split(":").slice(0, 2).join(":"));
    await dieAt(moment);
  };
  // The look after the import: the campaign is there and has not begun; then it has, and nobody was told.
  await die("campaign.advance:before:2");
  await die("campaign.advance:after");
  for (const moment of ["diallist.take:before", "diallist.take:after", "diallist.write:before"]) {
    await die(moment);
    expect(await listed()).toEqual([]);
  }
  await die("diallist.write:after");
  const [list = [], ...others] = await listed();
  expect(others).toEqual([]);
  expect(list.length).toBeGreaterThan(0);
  expect(NAMES).toEqual(expect.arrayContaining([...list]));
  await its.drop("CampaignResult", "calls.csv", callsCsv("Spring", CUSTOMERS));
  await die("attempts.record:before");
  await die("attempts.record:after");
  // All are called: the first look at the next start completes the campaign.
  await die("campaign.advance:before");
  await die("campaign.advance:after");
  await its.start();
  expect(await its.result("CampaignResult", "calls.csv")).toMatchObject({
    status: "Succeeded",
    rows: { total: CUSTOMERS, created: 0, unchanged: CUSTOMERS },
  });
  await checkEnd();
  expect((await its.stop()).code).toBe(0);

  const mine = "20260101_000000_Spring_customers.csv";
  await writeFile(join(its.path, "exchange/T_V/Export", mine), "mine");
  await die("campaign.expire:before");
  expect(await exported()).toHaveLength(ENDINGS.length + 1);
  await die("campaign.expire:after");
  expect(await exported()).toEqual([mine]);
  await its.start();
  expect((await campaignNow(its, "Spring")).state).toBe("Exported");
  expect(met).toEqual(new Set(EFFECTS.flatMap((step) => [`${step}:before`, `${step}:after`])));
  expect((await its.stop()).code).toBe(0);
}, 400_000);
