/** Campaigns of a daemon by files alone: dropped, called by a file of results, and what comes back. */
import { expect } from "vitest";
import type { CampaignView } from "../../src/campaigns/dialler/desk.ts";
import { ask } from "./daemon-http.ts";
import { until } from "./until.ts";
import type { Workspace } from "./workspace.ts";

/** Of the files of an ended campaign, in the order of their names. */
export const ENDINGS = [
  ...["_attempts.csv", "_campaign.xlsx", "_customers.csv", "_report.html", "_summary.json"],
];

/** The number of customer `n`, who is called `C<n>`. */
export function phoneOf(n: number): string {
  return `+35840${1_000_000 + n}`;
}

/** A flat file of customers C1 to C<count>; settings go into every row. */
export function campaignCsv(
  name: string,
  count: number,
  settings: Readonly<Record<string, string>> = {},
): string {
  const columns = { Campaign: name, Queue: "Sales", RedialInterval: "0", ...settings };
  const rows = numbers(count).map((n) => [...Object.values(columns), `C${n}`, phoneOf(n)]);
  return [[...Object.keys(columns), "ExternalId", "Phone1"], ...rows]
    .map((row) => row.join(","))
    .join("\n");
}

/** Drops the queue Sales, then the campaign, and waits until it runs. */
export async function dropCampaign(
  workspace: Workspace,
  name: string,
  count: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  await workspace.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await workspace.drop("OutboundCampaign", `${name}.csv`, campaignCsv(name, count, settings));
  const result = await workspace.result("OutboundCampaign", `${name}.csv`);
  expect(result, JSON.stringify(result)).toMatchObject({ status: "Succeeded" });
  await until(
    `${name} to run`,
    async () => (await campaignNow(workspace, name)).state === "Running",
  );
}

/** A file of results: each customer was called once, and said yes. */
export function callsCsv(name: string, count: number): string {
  const rows = numbers(count).map(
    (n) => `${name},C${n},${phoneOf(n)},2026-11-20 10:00:00,Successful,ann`,
  );
  const header = "Campaign,CustomerExternalId,Phone,StartTime,CallResult,Agent";
  return [header, ...rows].join("\n");
}

/** Drops it, and waits until it is recorded. */
export async function dropCalls(workspace: Workspace, name: string, count: number): Promise<void> {
  await workspace.drop("CampaignResult", `${name}-calls.csv`, callsCsv(name, count));
  const result = await workspace.result("CampaignResult", `${name}-calls.csv`);
  expect(result).toMatchObject({ status: "Succeeded", rows: { created: count } });
}

export async function campaignNow(workspace: Workspace, name: string): Promise<CampaignView> {
  return await ask<CampaignView>(workspace, `/v1/campaigns/${encodeURIComponent(name)}`);
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_unused, index) => index + 1);
}
