/** Contract of the store: the verdict. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import {
  applyMessages,
  claim,
  fileMessages,
  importRows,
  importSheets,
  planFor,
  type Values,
} from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SALES, SKILLS, allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeVerdicts(its: () => StoreUnderTest): void {
  describe("the verdict", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("fails a file without a usable row, and changes nothing", async () => {
      const none = await importRows(store, TYPES.Skills, [{ Description: "x" }]);
      expect(none.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013", "R020"],
        codes: { F013: 1, R020: 1 },
      });
      expect(none.verdict.auditKey).toBeUndefined();
      const empty = await importRows(store, TYPES.Skills, []);
      expect(empty.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013"],
        rows: { total: 0 },
      });
    });

    it("rolls everything back when too many rows are rejected, but keeps the issues", async () => {
      const strict = { ...TYPES.Skills, maxRejected: 0 };
      const { verdict, short, run } = await importRows(store, strict, [
        { Name: "A" },
        { Description: "x" },
      ]);
      expect(verdict).toMatchObject({
        status: "Failed",
        errors: ["F014", "R020"],
        rows: { total: 2, skipped: 1, rejected: 1 },
      });
      expect(short).toEqual(["R020 3 Name"]);
      expect(await all("Skills")).toEqual([]);
      expect((await store.run(run))?.state).toBe("Decided");
    });

    it("takes a file that is one unit as a whole or not at all", async () => {
      const unit = { ...TYPES.Workbook, unit: "file" as const };
      const sheets = (skill: string) => [
        { dataset: "Skills", sheet: "Skills", rows: [{ Name: "German" }] },
        {
          dataset: "Queues",
          sheet: "Queues",
          rows: [{ ...SALES, Skills: [[skill, "1"]] as [string, string][] }],
        },
      ];
      const bad = await importSheets(store, unit, sheets("Greek"));
      expect(bad.verdict).toMatchObject({
        status: "Failed",
        sheets: { Skills: { skipped: 1 }, Queues: { rejected: 1 } },
      });
      expect(bad.issues).toMatchObject([{ sheet: "Queues", row: 2 }]);
      const good = await importSheets(store, unit, sheets("German"));
      expect(good.verdict.status).toBe("Succeeded");
    });

    it("adds up what was rejected or skipped while reading", async () => {
      const issues = [
        { code: "R002", severity: "error", row: 3, column: "Name", message: "m" },
        { code: "R006", severity: "warning", row: 2, message: "w" },
      ] as const;
      const made = { dataset: "Skills", rows: [{ Name: "A" }], issues, rejected: 1, skipped: 2 };
      const { verdict, short } = await importSheets(store, TYPES.Skills, [made]);
      expect(verdict).toMatchObject({
        status: "PartiallySucceeded",
        warnings: 1,
        codes: { R002: 1, R006: 1 },
        errors: ["R002"],
      });
      expect(verdict.rows).toEqual({
        total: 4,
        created: 1,
        updated: 0,
        unchanged: 0,
        deleted: 0,
        skipped: 2,
        rejected: 1,
      });
      expect(short).toEqual(["R006 2", "R002 3 Name"]);
    });

    it("fails a refused file with its own code and applies nothing of it", async () => {
      const run = await claim(store, "Skills");
      const [start, sheet, rows] = fileMessages([{ dataset: "Skills", rows: SKILLS }], "x");
      const refused = {
        kind: "refused",
        code: "F010",
        message: "Cut off.",
        hint: "Save it again.",
      } as const;
      const verdict = await applyMessages(store, planFor(run, TYPES.Skills), [
        start!,
        sheet!,
        rows!,
        refused,
      ]);
      expect(verdict).toMatchObject({
        status: "Failed",
        errors: ["F010"],
        message: "Cut off. Save it again.",
        rows: { skipped: 2 },
      });
      expect(await all("Skills")).toEqual([]);
    });

    it("warns of content that went in before, but not of what had failed", async () => {
      await importRows(store, TYPES.Skills, [{ Description: "x" }], { content: "same" });
      const first = await importRows(store, TYPES.Skills, SKILLS, { content: "same" });
      expect(first.short).toEqual([]);
      const second = await importRows(store, TYPES.Skills, SKILLS, { content: "same" });
      expect(second.short).toEqual(["F012 0"]);
      expect(second.issues[0]?.message).toContain(first.run);
      expect(second.verdict).toMatchObject({ status: "Succeeded", warnings: 1, errors: [] });
    });
  });
}
