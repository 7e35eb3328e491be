/** Files of campaigns leave Export when their days are over, and nothing else does. */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/core/log.ts";
import { sweepCampaignFiles } from "../../src/service/campaign-sweeps.ts";
import { madeRecord } from "../helpers/made-campaign.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const DAY_MS = 86_400_000;
const EXPORTED_MS = Date.parse("2026-11-20T14:00:00.000Z");

async function sweepAfter(days: number, lastDays = days): Promise<readonly string[]> {
  await mkdir(inFolder("Export"), { recursive: true });
  for (const name of ["a.csv", "a.json", "mine.csv"])
    await writeFile(inFolder("Export", name), "x");
  const exported = madeRecord({
    state: "Exported",
    exportedAt: new Date(EXPORTED_MS).toISOString(),
    files: { customers: "a.csv", summary: "a.json" },
  });
  const now = new Date(EXPORTED_MS + days * DAY_MS);
  const deps = {
    clock: { now: () => now, monotonicMs: () => 0, sleep: async () => undefined },
    log: createLogger({ level: "silent", pretty: false }),
    store: { campaigns: async () => [exported] },
    config: {
      serverFolder: inFolder(),
      store: { kind: "sqlite" as const, path: inFolder("store.db") },
      campaignExport: {
        ...{ kinds: [], delimiter: ";" as const, guardPhones: false, retentionMs: 30 * DAY_MS },
      },
    },
  };
  const lastSweepAt = new Date(EXPORTED_MS + lastDays * DAY_MS - 3_600_000).toISOString();
  await sweepCampaignFiles(deps, { lastSweepAt });
  return (await readdir(inFolder("Export"))).sort();
}

describe("a sweep of the files of campaigns", () => {
  it("leaves them alone before their time is over", async () => {
    expect(await sweepAfter(29)).toEqual(["a.csv", "a.json", "mine.csv"]);
  });

  it("removes those that the ledger names, and no other, when it is", async () => {
    expect(await sweepAfter(31)).toEqual(["mine.csv"]);
  });

  it("removes nothing when the clock has jumped", async () => {
    expect(await sweepAfter(400, 1)).toEqual(["a.csv", "a.json", "mine.csv"]);
  });
});
