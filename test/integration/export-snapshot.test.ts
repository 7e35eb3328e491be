/** What an export reads: records of the contact history that went through the real import. */
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileSchema } from "../../src/core/json-schema.ts";
import { RECORD_SCHEMAS, loadRecordSchemas } from "../../src/export/record-schemas.ts";
import type { SchemaName } from "../../src/export/select.ts";
import { schemasPath } from "../../src/service/program.ts";
import { historyRecord, importRecords, type HistoryDataset } from "../helpers/history-records.ts";
import { openImporter } from "../helpers/importing.ts";
import { reading, typeOf } from "../helpers/rejecting.ts";
import { recordsOf, snapshotOf, textOf } from "../helpers/snapshots.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const schemas = await loadRecordSchemas(schemasPath);
const KINDS = Object.entries(RECORD_SCHEMAS) as [SchemaName, HistoryDataset][];

async function history(count = 60): Promise<void> {
  await using importer = await openImporter(at("work"), { storePath: at("store.db") });
  for (const [, dataset] of KINDS) {
    const records = Array.from({ length: count }, (_, n) => historyRecord(dataset, n));
    await importRecords(importer, dataset, at(`${dataset}.jsonl`), records);
  }
}

describe("exported records", () => {
  it("are what was imported, valid against their schema, with its fields in its order", async () => {
    await history();
    using snapshot = snapshotOf(at("store.db"));
    for (const [name, dataset] of KINDS) {
      const schema = JSON.parse(schemas[name]) as { properties: Record<string, unknown> };
      const check = compileSchema(schema);
      const order = Object.keys(schema.properties);
      const records = recordsOf(snapshot, { dataset });
      expect(records).toEqual(Array.from({ length: 60 }, (_, n) => historyRecord(dataset, n)));
      for (const record of records) {
        expect(check(record)).toEqual([]);
        const fields = Object.keys(record);
        expect(fields).toEqual(order.filter((field) => fields.includes(field)));
      }
      const used = new Set(records.flatMap((record) => Object.keys(record)));
      expect([...used].sort()).toEqual([...order].sort());
    }
  });

  it("stand on a line each, whatever line breaks their values had", async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    const cell = '"{""a"":\n  [1,\r\n  2.50, 12345678901234567890]\n}"';
    const csv = at("rows.csv");
    await writeFile(csv, `IXNID,TEXT,ALLATTRIBUTES\nA,"one\ntwo",${cell}\n`);
    await importer.importFile(typeOf("Interaction"), csv, "rows.csv");
    using snapshot = snapshotOf(at("store.db"));
    const text = textOf(snapshot.jsonLines({ dataset: "Interaction" }));
    expect(text.split("\n")).toHaveLength(2);
    // Not a digit of a number is lost.
    expect(text.replaceAll(" ", "")).toBe(
      '{"IXNID":"A","TEXT":"one\\ntwo","ALLATTRIBUTES":{"a":[1,2.50,12345678901234567890]}}\n',
    );
  });

  it("carry fields that nobody knows in their user data", async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    await importRecords(importer, "Interaction", at("a.jsonl"), [
      { IXNID: "A", ALLATTRIBUTES: { own: 1 }, Segment: "gold", Deep: { a: [1] } },
    ]);
    using snapshot = snapshotOf(at("store.db"));
    expect(recordsOf(snapshot, { dataset: "Interaction" })).toEqual([
      { IXNID: "A", ALLATTRIBUTES: { own: 1, Segment: "gold", Deep: { a: [1] } } },
    ]);
  });

  it("come in pages of whole lines, which grow large for a large record alone", async () => {
    const text = (kib: number, n: number): string => String(n % 10).repeat(kib * 1024);
    const sizes = [
      ...Array.from({ length: 400 }, () => 1),
      900,
      900,
      900,
      900,
      900,
      5_000,
      5_000,
      1,
      700,
      1,
    ];
    await using importer = await openImporter(at("work"), {
      storePath: at("store.db"),
      reading: { ...reading, limits: { ...reading.limits, cellChars: 8_000_000 } },
    });
    const records = sizes.map((kib, n) => ({ IXNID: `I${n}`, TEXT: text(kib, n) }));
    await importRecords(importer, "Interaction", at("a.jsonl"), records);
    using snapshot = snapshotOf(at("store.db"));
    const pages = [...snapshot.jsonLines({ dataset: "Interaction" })];
    for (const { bytes, records: count } of pages) {
      expect(bytes.at(-1)).toBe(10);
      expect(bytes.toString().split("\n")).toHaveLength(count + 1);
      expect(bytes.length < 4 * 1024 ** 2 || count === 1).toBe(true);
    }
    expect(pages.reduce((sum, page) => sum + page.records, 0)).toBe(sizes.length);
    const whole = Buffer.concat(pages.map(({ bytes }) => bytes)).toString();
    expect(whole).toBe(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  });
});

describe("a snapshot", () => {
  it("shows one moment, while imports go on", async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    const put = (name: string, ...records: readonly object[]): Promise<void> =>
      importRecords(importer, "Interaction", at(`${name}.jsonl`), records as never);
    await put("a", { IXNID: "A", SUBJECT: "old" }, { IXNID: "B" });
    using before = snapshotOf(at("store.db"));
    await put("b", { IXNID: "A", SUBJECT: "new" }, { IXNID: "C" });
    using after = snapshotOf(at("store.db"));
    const all = { dataset: "Interaction" };
    expect(recordsOf(before, all)).toEqual([{ IXNID: "A", SUBJECT: "old" }, { IXNID: "B" }]);
    expect(before.auditKey).toBe(1);
    expect(recordsOf(after, all)).toEqual([
      { IXNID: "A", SUBJECT: "new" },
      { IXNID: "B" },
      { IXNID: "C" },
    ]);
    expect(after.auditKey).toBe(2);
    const since = { ...all, audit: { after: 1, upTo: 2 } };
    expect([before.count(all), before.count(since)]).toEqual([2, 0]);
    expect([after.count(all), after.count(since)]).toEqual([3, 2]);
  });

  it("of a new store has no audit key and no records", async () => {
    await (await openImporter(at("work"), { storePath: at("store.db") }))[Symbol.asyncDispose]();
    using snapshot = snapshotOf(at("store.db"));
    expect(snapshot.auditKey).toBe(0);
    expect(snapshot.count({ dataset: "Contact" })).toBe(0);
    expect([...snapshot.jsonLines({ dataset: "Contact" })]).toEqual([]);
  });

  it("of a store that is not there is refused", () => {
    expect(() => snapshotOf(at("nowhere.db"))).toThrow(expect.objectContaining({ code: "S005" }));
  });

  it("leaves nothing behind in the store", async () => {
    await history(5);
    {
      using snapshot = snapshotOf(at("store.db"));
      const audit = { after: 0 };
      expect(snapshot.count({ dataset: "Interaction", audit })).toBe(5);
    }
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    expect(await importer.records("Interaction")).toHaveLength(5);
  });

  it("also reads datasets of Quayside's own, with numbers, truth values and names", async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    await writeFile(at("s.csv"), 'Name,Description\n"Bil""ling",\n');
    await importer.importFile(typeOf("Skills"), at("s.csv"), "s.csv");
    using snapshot = snapshotOf(at("store.db"));
    const records = recordsOf(snapshot, { dataset: "Skills" });
    expect(records.find(({ Name }) => Name === 'Bil"ling')).toEqual({
      Id: expect.any(Number) as unknown,
      Name: 'Bil"ling',
    });
  });
});
