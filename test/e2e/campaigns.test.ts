/** Campaigns through the built daemon: a workbook is dropped, the rest goes by itself. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeWorkbook, missingPython } from "../helpers/spreadsheet-programs.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

type Shown = Readonly<Record<string, string | number | null>>;

async function records(dataset: string): Promise<readonly Shown[]> {
  const { stdout } = await workspace.quayside("records", dataset, "--format", "jsonl");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Shown);
}

it("starts a campaign that was dropped as a workbook, at its time, and knows it after a kill", async ({
  skip,
}) => {
  const missing = await missingPython();
  if (missing !== undefined) skip(missing);
  await workspace.start();
  await workspace.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await workspace.drop("BlockedNumbers", "b.csv", "Number\n+358401000002\n");
  const path = join(workspace.path, "spring.xlsx");
  await makeWorkbook(path, {
    Campaign: [
      ["Campaign", "Queue", "MaxLines", "EndDate"],
      ["Spring", "Sales", 5, { datetime: "2099-12-31T12:00:00" }],
    ],
    Customers: [
      ["ExternalId", "Phone 1", "First name", "Car"],
      ["c1", "040 1000001", "Ann", "red"],
      ["c2", "040 1000002", "Bob", "blue"],
    ],
  });
  await workspace.drop("OutboundCampaign", "spring.xlsx", await readFile(path));
  // A campaign whose end has come is over at once: nobody is ever handed out.
  const flat = "ExternalId,Phone1,Queue,EndDate\n1,+358401000003,Sales,2020-01-01 00:00\n";
  await workspace.drop("OutboundCampaign", "Old.csv", flat);
  for (const name of ["spring.xlsx", "Old.csv"]) {
    expect(await workspace.result("OutboundCampaign", name)).toMatchObject({ status: "Succeeded" });
  }
  await until("the first to run and the other to be stopped", () =>
    ["campaign.started", "campaign.stopped"].every((event) => workspace.log.includes(event)),
  );
  await workspace.stop("SIGKILL");
  await workspace.start();
  const campaigns = await records("OutboundCampaign");
  expect(campaigns.find(({ Campaign }) => Campaign === "Spring")).toMatchObject({
    State: "Running",
  });
  expect(campaigns.find(({ Campaign }) => Campaign === "Old")?.["State"]).toMatch(
    /^(Stopped|Exported)$/,
  );
  const customers = await records("Customer");
  expect(Object.fromEntries(customers.map(({ ExternalId, State }) => [ExternalId, State]))).toEqual(
    { c1: "NotHandled", c2: "Blocked", "1": "NotHandled" },
  );
});
