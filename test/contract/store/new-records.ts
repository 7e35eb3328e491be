/** Contract of the store: new records. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { importRows, type Values } from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SALES, SKILLS, allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeNewRecords(its: () => StoreUnderTest): void {
  describe("new records", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("are created with ids, defaults and an audit key", async () => {
      const { verdict, run } = await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "Mail", Address: "200", Priority: 3, Open: 0, Tags: ["a;b", "c"] },
      ]);
      expect(verdict).toMatchObject({ status: "Succeeded", rows: { total: 2, created: 2 } });
      expect(verdict.auditKey).toBe(1);
      expect((await store.run(run))?.verdict).toEqual(verdict);
      const [, sales, mail] = await all("Queues");
      expect(sales).toMatchObject({ Id: 2, Priority: 10, Open: 1, Label: "Sales Phone" });
      expect(mail).toMatchObject({ Id: 3, Priority: 3, Open: 0, Tags: "a\\;b;c" });
    });

    it("never show what is secret, nor what is not kept", async () => {
      await importRows(store, TYPES.Queues, [{ ...SALES, Secret: "s3cret", Hint: "h" }]);
      const [, sales] = await all("Queues");
      expect(Object.keys(sales ?? {})).not.toContain("Secret");
      expect(Object.keys(sales ?? {})).not.toContain("Hint");
      const peek = store.records({
        dataset: "Queues",
        where: [{ column: "Secret", operator: "contains", value: "s" }],
        limit: 1,
      });
      await expect(peek).rejects.toMatchObject({ code: "S009" });
    });

    it("need their required columns, one of each alternative, and a key", async () => {
      const queues = await importRows(store, TYPES.Queues, [
        { Name: "x" },
        { Channel: "Phone", Address: "1" },
        SALES,
      ]);
      expect(queues.short).toEqual(["R001 2 Channel", "R001 2 Address", "R020 3 Name"]);
      expect(queues.verdict).toMatchObject({
        status: "PartiallySucceeded",
        errors: ["R001", "R020"],
      });
      const people = await importRows(store, TYPES.People, [
        { ExternalId: "1" },
        { LastName: "A" },
      ]);
      expect(people.short).toEqual(["R001 2 LastName"]);
      expect(people.issues[0]?.message).toContain("LastName, Email");
    });

    it("resolve references by name without regard to case, or by ExternalId", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const { short, issues } = await importRows(store, TYPES.Queues, [
        {
          ...SALES,
          Backup: " MAIN",
          Skills: [
            ["german", "3"],
            ["b1", "1"],
          ],
        },
        { ...SALES, Name: "B", Address: "2", Skills: [["Greek", "1"]] },
        { ...SALES, Name: "C", Address: "3", Backup: "Nobody" },
      ]);
      expect(short).toEqual(["R012 3 Skills", "R012 4 Backup"]);
      expect(issues[1]?.value).toBe("Nobody");
      expect(issues[1]?.message).toContain("Queues");
      const [, sales] = await all("Queues");
      expect(sales).toMatchObject({ Backup: "Main", Skills: "German=3;Billing=1" });
    });

    it("refuse a unique value that another record or row has", async () => {
      await importRows(store, TYPES.Queues, [SALES]);
      const { short, issues } = await importRows(store, TYPES.Queues, [
        { ...SALES, Name: "A" },
        { ...SALES, Name: "B", Address: "2" },
        { ...SALES, Name: "C", Address: "2" },
      ]);
      expect(short).toEqual(["R009 2 Address", "R008 4 Address"]);
      expect(issues[0]?.message).toContain("'Sales'");
      expect(issues[1]?.message).toContain("row 3");
    });

    it("never get the id of a deleted one", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Skills, [{ Name: "Billing", $delete: "D" }]);
      await importRows(store, TYPES.Skills, [{ Name: "Greek" }]);
      expect((await all("Skills")).map(({ Id }) => Id)).toEqual([1, 3]);
    });
  });
}
