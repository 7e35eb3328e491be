/** The records of a dataset as rows of a sheet, from a snapshot of the store. */
import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { ExportSnapshot } from "../../src/store/export-snapshot.ts";
import { openImporter } from "../helpers/importing.ts";
import { typeOf } from "../helpers/rejecting.ts";
import { snapshotOf } from "../helpers/snapshots.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

it("come by their key, one for each entry, without what is built in, as it was when it was opened", async () => {
  const storePath = inFolder("store.db");
  await using importer = await openImporter(inFolder("work"), { storePath });
  const take = async (type: string, text: string): Promise<void> => {
    await writeFile(inFolder("file.csv"), text);
    const { verdict } = await importer.importFile(typeOf(type), inFolder("file.csv"), "file.csv");
    expect(verdict.status).toBe("Succeeded");
  };
  await take(
    "Calendar",
    "Name,Priority,EntryType,Weekdays,State\nzeta,2,Weekday,Sun,Closed\nAlpha,1,Weekday,Mon-Tue,\nAlpha,,Weekday,Sat,",
  );
  await take("Skills", "Name,ExternalId\nb;c,B\nA,");
  await take("Queues", "Name,Channel,Address,Skills\nQ,Phone,100,b\\;c=2;A=0");
  using snapshot: ExportSnapshot = snapshotOf(storePath);
  await take("Skills", "Name\nlater");
  const rows = (dataset: string, ...columns: string[]): unknown[] => [
    ...snapshot.sheetRows({ dataset, columns }),
  ];
  expect(rows("Calendar", "Name", "Priority", "Weekdays", "Mode", "State")).toEqual([
    ["Alpha", 1, "Mon;Tue", "Include", "Open"],
    ["Alpha", 1, "Sat", "Include", "Open"],
    ["zeta", 2, "Sun", "Include", "Closed"],
  ]);
  expect(rows("Skills", "ExternalId", "Name")).toEqual([
    [null, "A"],
    ["B", "b;c"],
  ]);
  expect(rows("Queues", "Skills", "Priority", "TimeZone")).toEqual([["b\\;c=2;A=0", 10, null]]);
  expect(["Calendar", "Skills", "Presence"].map((name) => snapshot.countSheetRows(name))).toEqual([
    3, 2, 0,
  ]);
  const wrong = { code: "S009", name: "UsageError" };
  expect(() => rows("Users", "InitialPassword")).toThrow(expect.objectContaining(wrong) as Error);
  expect(() => rows("Nothing", "Name")).toThrow(expect.objectContaining(wrong) as Error);
});
