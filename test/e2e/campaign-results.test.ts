/** Files of call results through the built daemon, killed where it hurts: each call is recorded once. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { CampaignView } from "../../src/campaigns/dialler/desk.ts";
import { createDaemonClient } from "../../src/cli/daemon-client.ts";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let its: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
beforeEach(async () => {
  its = await Workspace.create();
});
afterEach(() => its.remove());

/** Two transactions. */
const CUSTOMERS = 3_000;
const numbers = Array.from({ length: CUSTOMERS }, (_unused, n) => 1_000_000 + n);
const CAMPAIGN = [
  "Campaign,Queue,ExternalId,Phone1",
  ...numbers.map((n) => `Spring,Sales,C${n},+35840${n}`),
].join("\n");
const RESULTS = [
  "Campaign,CustomerExternalId,Phone,StartTime,CallResult",
  ...numbers.map((n) => `Spring,C${n},040 ${n},2026-11-20 10:00,Successful`),
  "Spring,C999,+358401000000,2026-11-20 10:00,Successful",
].join("\n");

it.each([
  ["attempts.record:after", 1_000, 2_000],
  ["attempts.record:after:2", 0, 3_000],
])("F1: kill -9 at %s - every call is recorded once", async (moment, created, unchanged) => {
  its.spawn({ mainPath: armed.mainPath, env: { CRASH_AT: moment } });
  await until("the daemon to watch", () => its.log.includes('"service.started"'));
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await its.drop("OutboundCampaign", "Spring.csv", CAMPAIGN);
  await until("the campaign to run", () => its.log.includes('"campaign.started"'));
  await its.drop("CampaignResult", "calls.csv", RESULTS);
  expect(await its.ended()).toMatchObject({ signal: "SIGKILL" });
  await its.start();
  expect(await its.result("CampaignResult", "calls.csv")).toMatchObject({
    status: "PartiallySucceeded",
    rows: { total: 3_001, created, unchanged, rejected: 1 },
    codes: { R012: 1 },
  });
  const daemon = createDaemonClient(`${its.path}/var/quayside.sock`);
  const { attempts, customers } = await daemon.get<CampaignView>("/v1/campaigns/Spring");
  expect(attempts).toBe(3_000);
  expect(customers.Handled).toBe(3_000);
});
