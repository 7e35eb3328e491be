/** Contract of the store: existing records, deleting. */
import { beforeEach, describe, expect, it } from "vitest";
import { CLEAR } from "../../../src/store/dataset-spec.ts";
import type { Store } from "../../../src/store/store.ts";
import { importRows, type Values } from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SALES, SKILLS, allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeExistingRecords(its: () => StoreUnderTest): void {
  describe("existing records", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("are found by Id, ExternalId or name, and only what differs is changed", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const { verdict } = await importRows(store, TYPES.Skills, [
        { Id: "1", Name: "Deutsch" },
        { ExternalId: "b1", Description: "bills" },
      ]);
      expect(verdict.rows).toMatchObject({ updated: 2, created: 0 });
      expect(await all("Skills")).toMatchObject([
        { Id: 1, Name: "Deutsch" },
        { Id: 2, Name: "Billing", Description: "bills" },
      ]);
      const again = await importRows(store, TYPES.Skills, [
        { Name: "DEUTSCH" },
        { Name: "billing", Description: "bills" },
      ]);
      expect(again.verdict.rows).toMatchObject({ updated: 2 });
      const same = await importRows(store, TYPES.Skills, [
        { Name: "DEUTSCH" },
        { Name: "billing" },
      ]);
      expect(same.verdict).toMatchObject({ status: "Succeeded", rows: { unchanged: 2 } });
      expect(same.verdict.auditKey).toBeUndefined();
    });

    it("keep a value under an empty cell and lose it under ~", async () => {
      await importRows(store, TYPES.Skills, [{ Name: "A", Description: "x" }]);
      await importRows(store, TYPES.Skills, [{ Name: "A", Description: null }]);
      expect(await all("Skills")).toMatchObject([{ Description: "x" }]);
      const { verdict } = await importRows(store, TYPES.Skills, [
        { Name: "A", Description: CLEAR },
      ]);
      expect(verdict.rows.updated).toBe(1);
      expect(await all("Skills")).toMatchObject([{ Description: null }]);
      const required = await importRows(store, TYPES.Queues, [{ Name: "Main", Address: CLEAR }]);
      expect(required.short).toEqual(["R001 2 Address"]);
    });

    it("refuse unknown ids, keys that disagree, and values that are fixed", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const keys = await importRows(store, TYPES.Skills, [
        { Id: "77", Name: "x" },
        { Id: "1", Name: "Billing" },
        { ExternalId: "b1", Name: "German" },
        { Name: "ok" },
      ]);
      expect(keys.short).toEqual(["R010 2 Id", "R011 3 Name", "R011 4 Name"]);
      await importRows(store, TYPES.Queues, [SALES]);
      const fixed = await importRows(store, TYPES.Queues, [
        { Name: "Sales", Channel: "Chat" },
        { Name: "Sales2", Channel: "Chat", Address: "9" },
      ]);
      expect(fixed.short).toEqual(["R016 2 Channel"]);
    });

    it("that are built in can't be changed or deleted, but be named as they are", async () => {
      const { short, verdict } = await importRows(store, TYPES.Queues, [
        { Name: "main", Priority: 4 },
        SALES,
      ]);
      expect(short).toEqual(["R014 2 Name"]);
      expect(verdict.rows).toMatchObject({ rejected: 1, created: 1 });
      const deleted = await importRows(store, TYPES.Queues, [
        { Name: "main", $delete: "D" },
        { ...SALES, Priority: 1 },
      ]);
      expect(deleted.short).toEqual(["R014 2 Name"]);
      const same = await importRows(store, TYPES.Queues, [{ Name: "Main", Address: "0" }]);
      expect(same.verdict.rows.unchanged).toBe(1);
    });

    it("follow their references when the target gets another name", async () => {
      await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "B", Address: "2", Backup: "Sales" },
      ]);
      await importRows(store, TYPES.Queues, [{ Id: "2", Name: "Vendite" }]);
      expect((await all("Queues"))[2]).toMatchObject({ Name: "B", Backup: "Vendite" });
    });

    it("have their lists replaced as a whole", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Queues, [
        {
          ...SALES,
          Skills: [
            ["German", "3"],
            ["Billing", "1"],
          ],
        },
      ]);
      const same = await importRows(store, TYPES.Queues, [
        {
          Name: "Sales",
          Skills: [
            ["German", "3"],
            ["Billing", "1"],
          ],
        },
      ]);
      expect(same.verdict.rows.unchanged).toBe(1);
      const less = await importRows(store, TYPES.Queues, [
        { Name: "Sales", Skills: [["Billing", "2"]] },
      ]);
      expect(less.verdict.rows.updated).toBe(1);
      expect((await all("Queues"))[1]).toMatchObject({ Skills: "Billing=2" });
    });

    it("keep free attributes that the file does not name", async () => {
      await importRows(store, TYPES.Facts, [{ ID: "a", More: '{"x":1,"y":2}' }]);
      await importRows(store, TYPES.Facts, [{ ID: "a", More: '{"y":3}' }]);
      expect(await all("Facts")).toMatchObject([{ Id: 1, ID: "a", More: '{"x":1,"y":3}' }]);
      const exact = await importRows(store, TYPES.Facts, [{ ID: "A" }]);
      expect(exact.verdict.rows.created).toBe(1);
    });
  });

  describe("deleting", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });

    it("removes records, and refuses while others refer to them", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Queues, [
        { ...SALES, Skills: [["German", "3"]], Backup: "Main" },
      ]);
      const { short, issues, verdict } = await importRows(store, TYPES.Skills, [
        { Name: "German", $delete: "D" },
        { Name: "Billing", $delete: "D" },
        { Name: "Nobody", $delete: "D" },
        { $delete: "D" },
      ]);
      expect(short).toEqual(["R015 2 Name", "R018 4 Name", "R020 5 Name"]);
      expect(issues[0]?.message).toContain("Queues 'Sales'");
      expect(verdict.rows).toMatchObject({ deleted: 1, rejected: 3 });
      await importRows(store, TYPES.Queues, [{ Name: "Sales", $delete: "D" }]);
      const free = await importRows(store, TYPES.Skills, [{ Name: "German", $delete: "D" }]);
      expect(free.verdict.rows.deleted).toBe(1);
    });

    it("of what is not there is only a warning where the dataset says so", async () => {
      const { short, issues, verdict } = await importRows(store, TYPES.BlockedNumbers, [
        { Number: "+358401", $delete: "D" },
      ]);
      expect(short).toEqual(["R018 2 Number"]);
      expect(issues[0]?.severity).toBe("warning");
      expect(verdict).toMatchObject({ status: "Succeeded", warnings: 1, rows: { skipped: 1 } });
    });
  });
}
