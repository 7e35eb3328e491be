/** `quayside check` of files of calls: what it says is what the import then does. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { campaignNow, dropCampaign, phoneOf } from "../helpers/campaign-files.ts";
import { Workspace } from "../helpers/workspace.ts";

let its: Workspace;
beforeAll(async () => {
  its = await Workspace.create();
  await its.start();
  await dropCampaign(its, "Spring", 9);
}, 180_000);
afterAll(() => its.remove());

interface Checked {
  readonly status: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly codes: Readonly<Record<string, number>>;
  readonly issues: readonly {
    readonly code: string;
    readonly row: number;
    readonly column: string;
  }[];
}

const HEADER = "Campaign,CustomerExternalId,Phone,StartTime,CallResult";
const row = (n: number, more: Readonly<Record<string, string>> = {}): string => {
  const cells = {
    ...{ campaign: "Spring", id: `C${n}`, phone: phoneOf(n) },
    ...{ start: "2026-11-20 10:00:00", result: "Busy", ...more },
  };
  return Object.values(cells).join(",");
};

/** Each with customers of its own, so that none depends on another. */
const FILES = {
  "good.csv": {
    text: [HEADER, row(1), row(2)],
    ...{ exit: 0, codes: {}, issues: [], rows: { created: 2, rejected: 0 } },
  },
  "wrong-result.csv": {
    text: [HEADER, row(3), row(4, { result: "Wonderful" })],
    ...{ exit: 4, codes: { R003: 1 }, rows: { created: 1, rejected: 1 } },
    issues: [{ code: "R003", row: 3, column: "CallResult" }],
  },
  "wrong-date.csv": {
    text: [HEADER, row(5, { start: "03/04/2026 10:00" }), row(5, { start: "soon" }), row(5)],
    ...{ exit: 4, codes: { R002: 1, R007: 1 }, rows: { created: 1, rejected: 2 } },
    issues: [
      { code: "R007", row: 2, column: "StartTime" },
      { code: "R002", row: 3, column: "StartTime" },
    ],
  },
  "unknown-campaign.csv": {
    text: [HEADER, row(6, { campaign: "Winter" }), row(6), row(99)],
    ...{ exit: 4, codes: { R012: 2 }, rows: { created: 1, rejected: 2 } },
    issues: [
      { code: "R012", row: 2, column: "Campaign" },
      { code: "R012", row: 4, column: "CustomerExternalId" },
    ],
  },
  "another-number-and-twice.csv": {
    text: [HEADER, row(7, { phone: phoneOf(8) }), row(7), row(7)],
    ...{ exit: 4, codes: { R003: 1 }, rows: { created: 1, unchanged: 1, rejected: 1 } },
    issues: [{ code: "R003", row: 2, column: "Phone" }],
  },
  "without-campaign.csv": {
    text: ["Customer,CustomerExternalId,Phone,StartTime,CallResult", row(9)],
    ...{ exit: 4, codes: { F007: 1 }, rows: { created: 0 }, issues: [] },
  },
} as const;

it.each(Object.entries(FILES))(
  "%s: the codes, counts and rows of its import",
  async (name, file) => {
    const path = join(its.path, name);
    await writeFile(path, file.text.join("\n"));
    const before = (await campaignNow(its, "Spring")).attempts;
    const args = ["check", path, "--type", "CampaignResult", "--json"];
    const { code, stdout, stderr } = await its.quayside(...args);
    expect({ code, stderr }).toEqual({ code: file.exit, stderr: "" });
    const checked = JSON.parse(stdout) as Checked;
    expect(checked.codes).toEqual(file.codes);
    expect(checked.rows).toMatchObject(file.rows);
    expect(checked.issues).toMatchObject(file.issues);
    expect((await campaignNow(its, "Spring")).attempts).toBe(before);

    await its.drop("CampaignResult", name, file.text.join("\n"));
    const { status, rows, codes } = await its.result("CampaignResult", name);
    expect({ status, rows, codes }).toEqual({
      ...{ status: checked.status, rows: checked.rows, codes: checked.codes },
    });
  },
);
