/** Contract of the store: the same record twice in a file, grouped records. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { importRows, type Values } from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeDuplicates(its: () => StoreUnderTest): void {
  describe("the same record twice in a file", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    const ROWS = [
      { Name: "A", Description: "1" },
      { Name: "a", Description: "2" },
    ];

    it("is an error by default, for new, unchanged and deleted records alike", async () => {
      const fresh = await importRows(store, TYPES.Skills, ROWS);
      expect(fresh.short).toEqual(["R008 3 Name"]);
      expect(fresh.issues[0]?.message).toContain("row 2");
      const known = await importRows(store, TYPES.Skills, [
        { Name: "A" },
        { Name: "a", Description: "x" },
      ]);
      expect(known.short).toEqual(["R008 3 Name"]);
      const gone = await importRows(store, TYPES.Skills, [
        { Name: "A", $delete: "D" },
        { Name: "A" },
      ]);
      expect(gone.short).toEqual(["R008 3 Name"]);
      expect(await all("Skills")).toEqual([]);
    });

    it("is skipped with a warning under skip, and applied on top under last", async () => {
      const skip = await importRows(store, { ...TYPES.Skills, onDuplicate: "skip" }, ROWS);
      expect(skip.verdict).toMatchObject({
        status: "Succeeded",
        warnings: 1,
        rows: { created: 1, skipped: 1 },
      });
      const last = await importRows(store, { ...TYPES.Skills, onDuplicate: "last" }, [
        ...ROWS,
        { Name: "A", Description: "3" },
      ]);
      expect(last.verdict).toMatchObject({
        status: "Succeeded",
        rows: { unchanged: 1, updated: 2 },
      });
      expect(await all("Skills")).toMatchObject([{ Description: "3" }]);
    });
  });

  describe("grouped records", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    const entry = (
      row: number,
      day: string | null,
    ): { row: number; values: (string | null)[] } => ({ row, values: [day, null, null] });

    it("count all their rows, and replace their entries as a whole", async () => {
      const first = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, "Tue")] },
      ]);
      expect(first.verdict.rows).toMatchObject({ total: 2, created: 2 });
      const same = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, "Tue")] },
      ]);
      expect(same.verdict.rows).toMatchObject({ unchanged: 2 });
      const other = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Sun")] },
      ]);
      expect(other.verdict.rows).toMatchObject({ updated: 1 });
      const [shop] = await all("Calendar");
      expect(JSON.parse(shop?.CalendarEntry as string)).toEqual([
        { Day: "Sun", Mode: "Include", Weekdays: null },
      ]);
    });

    it("are rejected with every row when one entry is wrong", async () => {
      const { short, verdict } = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, null), entry(4, "Tue")] },
        { Name: "Office", $entries: [entry(5, "Mon")] },
      ]);
      expect(short).toEqual(["R021 2", "R001 3 Day", "R021 4"]);
      expect(verdict.rows).toMatchObject({ rejected: 3, created: 1, total: 4 });
    });
  });
}
