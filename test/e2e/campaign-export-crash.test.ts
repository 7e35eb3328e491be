/** kill -9 at every step of the export of a campaign: its files come into Export, once and whole. */
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CAMPAIGN_EXPORT_EFFECTS } from "../../src/core/effect.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { endedCampaign } from "../helpers/campaign-exporting.ts";
import { Campaigning, SHIPPED } from "../helpers/campaigning.ts";
import { exportInChild } from "../helpers/export-campaigns-in-child.ts";

const ENDINGS = ["_attempts.csv", "_customers.csv", "_report.html", "_summary.json"];

/** They are exported in this order. */
const CAMPAIGNS = ["Spring", "Summer", "Autumn"];

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let its: Campaigning;
let folder = "";
beforeAll(async () => {
  armed = await makeArmedBuild();
  its = await Campaigning.open("store.db");
  for (const name of CAMPAIGNS) await endedCampaign(its, name, 30);
  await its.store[Symbol.asyncDispose]();
});
afterAll(async () => {
  await armed.remove();
  await rm(its.folder, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-killed-"));
  await cp(join(its.folder, "store.db"), join(folder, "store.db"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function namesInExport(): Promise<readonly string[]> {
  return await readdir(join(folder, "server/Export")).catch(() => []);
}

/** The files of all campaigns stand there once; each summary counts what the others hold. */
async function checkWhole(): Promise<void> {
  const stems = CAMPAIGNS.map((name) => `20260305_140140_${name}`);
  const expected = stems.flatMap((stem) => ENDINGS.map((ending) => stem + ending));
  expect([...(await namesInExport())].sort()).toEqual(expected.sort());
  for (const stem of stems) {
    const read = (ending: string): Promise<string> =>
      readFile(join(folder, "server/Export", stem + ending), "utf8");
    const lines = async (ending: string): Promise<number> =>
      (await read(ending)).trimEnd().split("\r\n").length - 1;
    const summary = JSON.parse(await read("_summary.json")) as Record<string, unknown>;
    expect(summary).toMatchObject({ total: 30, attempts: 30, handled: 30 });
    expect([await lines("_customers.csv"), await lines("_attempts.csv")]).toEqual([30, 30]);
    expect(await read("_report.html")).toMatch(/<\/html>\s*$/);
  }
  expect(await readdir(join(folder, "campaigns"))).toEqual([]);
}

async function states(): Promise<readonly string[]> {
  const options = { path: join(folder, "store.db"), types: SHIPPED, timeZone: "UTC" };
  await using store = await openSqliteStore({ ...options, workFolder: join(folder, "work") });
  return (await store.campaigns({})).map(({ state, ended }) => `${state} ${ended ?? ""}`);
}

async function hashes(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of await namesInExport()) {
    const content = await readFile(join(folder, "server/Export", name));
    found[name] = createHash("sha256").update(content).digest("hex");
  }
  return found;
}

/** Of four moves: the first and the third of those that are left, and the last. Expiry has a test of its own. */
const MOMENTS = CAMPAIGN_EXPORT_EFFECTS.filter((step) => step !== "campaign.expire").flatMap(
  (step) => {
    const times = step === "campaign.move" ? ["", ":2"] : [""];
    return times.flatMap((time) => [`${step}:before${time}`, `${step}:after${time}`]);
  },
);

describe("an export of campaigns whose process is killed", () => {
  it("K2: kill -9 at every step, one after another - all files come once, and whole", async () => {
    const { mainPath } = armed;
    let before: Readonly<Record<string, string>> = {};
    for (const crashAt of MOMENTS) {
      expect(await exportInChild({ folder, mainPath, crashAt }), crashAt).toBe("SIGKILL");
      const now = await hashes();
      // What has come to stand there is never written again, and a summary is the last of its set.
      expect(now, crashAt).toMatchObject(before);
      for (const name of Object.keys(now).filter((one) => one.endsWith("_summary.json"))) {
        const stem = name.replace("_summary.json", "");
        expect(
          Object.keys(now).filter((one) => one.startsWith(stem)),
          crashAt,
        ).toHaveLength(4);
      }
      before = now;
    }
    expect(await exportInChild({ folder, mainPath })).toBeNull();
    expect(await hashes()).toMatchObject(before);
    await checkWhole();
    expect(await states()).toEqual(CAMPAIGNS.map(() => "Exported Completed"));
  });
});
