/** The export of a campaign over the real ledger: once, under names that stay, whatever comes between. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CampaignExportDeps } from "../../src/campaigns/export/deps.ts";
import type { CampaignRecord } from "../../src/store/campaign-ledger.ts";
import { endedCampaign, exportDeps, exported, exportNow } from "../helpers/campaign-exporting.ts";
import { at, Campaigning } from "../helpers/campaigning.ts";

let its: Campaigning;
let campaign: CampaignRecord;
let deps: CampaignExportDeps;
let count = 0;
let stem = "";
let names: readonly string[] = [];
let behind: readonly string[] = [];
beforeAll(async () => {
  its = await Campaigning.open("store.db");
});
afterAll(async () => {
  await its[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const name = `Spring${++count}`;
  campaign = await endedCampaign(its, name, 4);
  deps = await exportDeps(its, name);
  stem = `20260305_140140_${name}`;
  const endings = ["_attempts.csv", "_customers.csv", "_report.html", "_summary.json"];
  names = endings.map((ending) => stem + ending);
  behind = endings.map((ending) => `20260305_140140_2_${name}${ending}`);
});

async function inExport(name: string): Promise<string> {
  return await readFile(join(deps.exportPath, name), "utf8");
}

/** An export that stops before the ledger knows of it: the daemon died there. */
async function diesBeforeMark(): Promise<void> {
  const ledger = { markExported: () => Promise.reject(new Error("killed here")) };
  await expect(exportNow({ ...deps, ledger }, campaign)).rejects.toThrow("killed here");
}

describe("the export of a campaign that has ended", () => {
  it("brings its files into Export and marks it as Exported", async () => {
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual(names);
    const record = await its.campaign(campaign.name);
    expect(record).toMatchObject({ state: "Exported", ended: "Completed" });
    expect(Object.values(record.files ?? {}).sort()).toEqual(names);
    expect(JSON.parse(await inExport(`${stem}_summary.json`))).toMatchObject({
      ...{
        campaign: campaign.name,
        state: "Completed",
        total: 4,
        handled: 4,
        attempts: 4,
        calls: 4,
      },
      callResults: { Successful: 2, Refusal: 2 },
      agents: [{ agent: "aino", attempts: 4, answered: 4, successful: 2, talkTimeSeconds: 240 }],
      ended: "2026-03-05T14:01:40.000+02:00",
    });
    expect((await inExport(`${stem}_customers.csv`)).split("\r\n")).toHaveLength(6);
    await expect(readFile(join(deps.workPath, String(campaign.id), "set.json"))).rejects.toThrow(
      "ENOENT",
    );
  });

  it("gives the same files when the ledger did not come to know of it", async () => {
    await diesBeforeMark();
    const before = await Promise.all(names.map(inExport));
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual(names);
    expect(await Promise.all(names.map(inExport))).toEqual(before);
  });

  it("writes all of them anew where a person took one away in between", async () => {
    await diesBeforeMark();
    await rm(join(deps.exportPath, `${stem}_attempts.csv`));
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual(names);
  });

  it("takes a number behind the time where another file has one of the names", async () => {
    await mkdir(deps.exportPath);
    await writeFile(join(deps.exportPath, `${stem}_Customers.CSV`), "mine");
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual([...behind, `${stem}_Customers.CSV`].sort());
    expect(await inExport(`${stem}_Customers.CSV`)).toBe("mine");
  });

  it("leaves a file alone that comes in between, and takes its own back", async () => {
    await diesBeforeMark();
    await writeFile(join(deps.exportPath, `${stem}_summary.json`), "mine");
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual([...behind, `${stem}_summary.json`].sort());
    expect(await inExport(`${stem}_summary.json`)).toBe("mine");
  });

  it("waits while the folder above Export is away, instead of making one in its place", async () => {
    const server = dirname(deps.exportPath);
    await rename(server, `${server}-away`);
    await expect(exportNow(deps, campaign)).rejects.toThrow(/Export/);
    await rename(`${server}-away`, server);
    await exportNow(deps, campaign);
    expect(await exported(deps)).toEqual(names);
  });

  it("ends quietly when the service stops, and is done at the next start", async () => {
    await exportNow(deps, campaign, AbortSignal.abort());
    expect((await its.campaign(campaign.name)).state).toBe("Completed");
    await exportNow(deps, campaign);
    expect((await its.campaign(campaign.name)).state).toBe("Exported");
  });

  it("shows a call that was told of too late among the attempts, and not at its customer", async () => {
    const { phones } = await its.customer(campaign.name, "c1");
    const late = { campaign: campaign.name, customerExternalId: "c1", phone: phones[0] ?? "" };
    const report = {
      ...late,
      startTime: at(30),
      callResult: "Successful" as const,
      endTime: at(40),
    };
    const [outcome] = await its.store.recordAttempts([report], at(200));
    expect(outcome).toMatchObject({ kind: "late" });
    await exportNow(deps, campaign);
    const rows = (await inExport(`${stem}_attempts.csv`)).trimEnd().split("\r\n");
    expect(rows).toHaveLength(6);
    expect(rows.at(-1)).toMatch(/;Successful;1;0;;;;;$/);
    expect(await inExport(`${stem}_customers.csv`)).toMatch(/;c1;.*;Handled;Refusal;/);
    const summary = JSON.parse(await inExport(`${stem}_summary.json`)) as object;
    expect(summary).toMatchObject({ attempts: 5, lateAttempts: 1, handled: 4 });
  });
});
