import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportNames, safeCampaignName } from "../../../../src/campaigns/export/file-names.ts";
import { nameProblem } from "../../../../src/files/safe-name.ts";
import { madeRecord } from "../../../helpers/made-campaign.ts";

/** Any characters, also halves of such that are made of two. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x2ff), fc.nat(0x10ffff)), { maxLength: 80 })
  .map((codes) => String.fromCodePoint(...codes));
const END = new Date("2026-11-20T14:00:05.000Z");

describe("names of the files of a campaign", () => {
  it("have the local time of its end, its name and what they hold", () => {
    expect(exportNames(madeRecord(), END)).toEqual({
      customers: "20261120_160005_Spring_offers_customers.csv",
      attempts: "20261120_160005_Spring_offers_attempts.csv",
      workbook: "20261120_160005_Spring_offers_campaign.xlsx",
      report: "20261120_160005_Spring_offers_report.html",
      summary: "20261120_160005_Spring_offers_summary.json",
    });
  });

  it("have a number behind the time where names are taken", () => {
    const { summary } = exportNames(madeRecord(), END, 2);
    expect(summary).toBe("20261120_160005_2_Spring_offers_summary.json");
  });

  it.each([
    ["a/b\\c:d", "a_b_c_d"],
    ["../../etc/passwd", "etc_passwd"],
    ["  Kampanja ÄÖ  2026 ", "Kampanja_ÄÖ_2026"],
    ["CON", "campaign_CON"],
    ["...", "campaign"],
    ["a\u202eb\u0000c", "a_b_c"],
  ])("make the name of a campaign safe: %j", (name, safe) => {
    expect(safeCampaignName(name)).toBe(safe);
  });

  it("fit into a folder on any system, whatever the campaign is called", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        for (const file of Object.values(exportNames(madeRecord({ name }), END, 12))) {
          expect(nameProblem(file)).toBeUndefined();
          expect(Buffer.byteLength(`.${file}.quayside.tmp`)).toBeLessThanOrEqual(255);
        }
      }),
      { numRuns: 40 },
    );
  });
});
