/** Contract of the store: questions. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { importRows } from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SALES, SKILLS, type StoreUnderTest } from "./store-under-test.ts";

export function describeQuestions(its: () => StoreUnderTest): void {
  describe("questions", () => {
    let store: Store;
    let folder: string;
    beforeEach(() => {
      ({ store, folder } = its());
    });

    it("about records are answered a page at a time, by conditions", async () => {
      await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "100%", Address: "5", Priority: 2, Backup: "Sales" },
      ]);
      const names = async (
        ...where: Parameters<Store["records"]>[0]["where"]
      ): Promise<unknown[]> =>
        (await store.records({ dataset: "Queues", where, limit: 10 })).map(({ Name }) => Name);
      expect(await names({ column: "priority", operator: "<", value: "10" })).toEqual(["100%"]);
      expect(await names({ column: "Backup", operator: "=", value: "Sales" })).toEqual(["100%"]);
      expect(await names({ column: "Backup", operator: "is empty", value: "" })).toEqual([
        "Main",
        "Sales",
      ]);
      expect(await names({ column: "Backup", operator: "!=", value: "Sales" })).toEqual([
        "Main",
        "Sales",
      ]);
      expect(await names({ column: "Name", operator: "contains", value: "0%" })).toEqual(["100%"]);
      expect(
        await names(
          { column: "Open", operator: "=", value: "TRUE" },
          { column: "Name", operator: ">", value: "N" },
        ),
      ).toEqual(["Sales"]);
      const page = await store.records({ dataset: "Queues", where: [], after: 1, limit: 1 });
      expect(page).toMatchObject([{ Id: 2 }]);
    });

    it("about what is not there are refused", async () => {
      const where = [{ column: "Nope", operator: "=", value: "1" }] as const;
      await expect(store.records({ dataset: "Nope", where: [], limit: 1 })).rejects.toMatchObject({
        name: "UsageError",
        code: "S009",
      });
      await expect(store.records({ dataset: "Skills", where, limit: 1 })).rejects.toMatchObject({
        code: "S009",
      });
    });

    it("about datasets and health are answered", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const counts = (await store.datasets()).map(({ spec, records }) => [spec.name, records]);
      expect(counts).toContainEqual(["Skills", 2]);
      expect(await store.health()).toMatchObject({ ok: true, kind: "sqlite" });
    });

    it("about issues are answered in pages and written to a file, in the same order", async () => {
      const rows = Array.from({ length: 12 }, () => ({ Description: "x" }));
      const { run, issues } = await importRows(store, TYPES.Skills, [...rows, { Name: "A" }]);
      expect(issues.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 2));
      expect(await store.issues(run, 10, 5)).toEqual(issues.slice(10));
      const file = path.join(folder, "all.jsonl");
      expect(await store.writeIssues(run, file)).toBe(12);
      const written = (await readFile(file, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
      expect(written).toEqual(issues);
    });
  });
}
