/** The disk is full while the files of a campaign that has ended are written. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CampaignView } from "../../src/campaigns/dialler/desk.ts";
import { campaignNow, dropCalls, dropCampaign, ENDINGS } from "../helpers/campaign-files.ts";
import { statusNow } from "../helpers/daemon-http.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const CUSTOMERS = 600;

let its: Workspace;
let disk: SmallDisk | undefined;
beforeEach(async () => {
  disk = undefined;
  its = await Workspace.create();
});
afterEach(async () => {
  await its.stop("SIGKILL");
  disk?.unmount();
  await its.remove();
});

async function heldInStatus(name: string): Promise<CampaignView> {
  return await until("the campaign to be held", async () => {
    const { campaigns } = await statusNow(its);
    return campaigns.find((one) => one.name === name && one.held !== undefined);
  });
}

async function inExport(): Promise<readonly string[]> {
  const names = await readdir(join(its.path, "exchange/T_V/Export"));
  return names.filter((name) => name !== ".filler").sort();
}

describe.skipIf(mountRefused !== undefined)(`a full disk ${mountRefused ?? ""}`, () => {
  it.each([
    // Room for the first files, not for all.
    ["exchange/T_V/Export", 64],
    ["var/campaigns", 64],
  ])(
    "F1: disk full in %s with %i KiB left, then freed - named in status, then all files come once by themselves",
    async (place, leftKb) => {
      disk = new SmallDisk(join(its.path, place), 4_096);
      await its.start();
      await dropCampaign(its, "Spring", CUSTOMERS);
      disk.fill(leftKb);
      await dropCalls(its, "Spring", CUSTOMERS);
      const { state, held } = await heldInStatus("Spring");
      expect(state).toBe("Completed");
      expect(held).toMatchObject({ code: "S004" });
      expect(held?.reason).toContain(place);
      expect(Date.parse(held?.retryAt ?? "")).not.toBeNaN();
      const told = await its.quayside("status");
      expect(told.stdout).toMatch(/Campaign {2}Spring {2}held: S004 .*; tried again at 20/);
      const shown = await its.quayside("campaigns", "show", "Spring");
      expect(shown.stdout).toMatch(/held: S004 /);

      // What stands there already is whole, and nobody is told that the set is.
      const early = await inExport();
      expect(early.filter((name) => !/_(customers|attempts)\.csv$/.test(name))).toEqual([]);
      const lines = await Promise.all(
        early.map(async (name) => {
          const text = await readFile(join(its.path, "exchange/T_V/Export", name), "utf8");
          return text.trimEnd().split("\r\n").length;
        }),
      );
      expect(lines).toEqual(early.map(() => CUSTOMERS + 1));

      disk.free();
      await until("the files", async () => (await campaignNow(its, "Spring")).state === "Exported");
      const names = await inExport();
      const stem = (names[0] ?? "").replace("_attempts.csv", "");
      expect(names).toEqual(ENDINGS.map((ending) => stem + ending));
      const summary = await readFile(
        join(its.path, "exchange/T_V/Export", `${stem}_summary.json`),
        "utf8",
      );
      expect(JSON.parse(summary)).toMatchObject({ total: CUSTOMERS, handled: CUSTOMERS });
      expect((await statusNow(its)).campaigns).toEqual([]);
      expect(its.log.match(/"event":"campaign\.exported"/g)).toHaveLength(1);
      expect(its.log.match(/"event":"campaign\.held"/g)).toHaveLength(1);
      expect(await readdir(join(its.path, "var/campaigns"))).toEqual([]);
      expect((await its.stop()).code).toBe(0);
    },
  );
});
