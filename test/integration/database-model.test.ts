/** Random files of both modules, as csv and XML, against a model in plain objects. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { Database } from "../../src/store/sqlite/database.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { databaseOf, importText, typesOf } from "../helpers/database-files.ts";
import { DatabaseModel, type ModelFile, type ModelRow } from "../helpers/database-model.ts";

const { importer, updater } = typesOf(
  databaseOf(`
name: clients
key: [No]
columns:
  - { name: No, type: text }
  - { name: Name, type: text, required: true }
  - { name: Age, type: integer }
importer: { enabled: true }
updater: { enabled: true }
`),
);

let folder: string;
let store: Store;
let db: Database;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "quayside-database-"));
  const storePath = path.join(folder, "store.db");
  store = await openSqliteStore({
    path: storePath,
    types: [importer, updater],
    workFolder: folder,
  });
  db = new Database(storePath, { readOnly: true });
});
afterAll(async () => {
  db.close();
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const KEYS = ["a", "A", "b", "c", "d", "e", "f"];
const OPERATIONS = ["I", "insert", "u", "UPDATE", "u", "D", "Delete", "?", ""];

/** `undefined` stands for a field that a record does not name; csv has an empty cell there. */
const cell = (...values: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...values) }, fc.constant(undefined));

const rowArbitrary: fc.Arbitrary<ModelRow> = fc.record({
  operation: cell(...OPERATIONS),
  No: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...KEYS) }, cell("", "\\N")),
  Name: cell("x", "x", "y", "z ", "~", "", "\\N"),
  Age: cell("1", "1", "2", "", "\\N", "bad"),
});

/** Most of the content there may be, so that the shrink guard lets some of them pass. */
const wholeArbitrary: fc.Arbitrary<readonly ModelRow[]> = fc
  .record({
    keys: fc.shuffledSubarray(KEYS, { minLength: 5 }),
    some: fc.array(rowArbitrary, { maxLength: 2 }),
  })
  .map(({ keys, some }) => [
    ...keys.map((No) => ({ operation: "u", No, Name: "x", Age: "1" })),
    ...some,
  ]);

const rowsArbitrary = fc.oneof(wholeArbitrary, fc.array(rowArbitrary, { maxLength: 14 }));

const fileArbitrary: fc.Arbitrary<ModelFile> = fc.oneof(
  fc.record({
    module: fc.constant("importer" as const),
    mode: fc.constantFrom("overwrite" as const, "overwrite" as const, "append" as const),
    onExisting: fc.constantFrom("error" as const, "skip" as const, "update" as const),
    isForced: fc.boolean(),
    rows: rowsArbitrary,
  }),
  fc.record({
    module: fc.constant("updater" as const),
    upsert: fc.boolean(),
    rows: rowsArbitrary,
  }),
);

const filesArbitrary = fc.array(fc.tuple(fileArbitrary, fc.constantFrom("csv", "xml")), {
  minLength: 1,
  maxLength: 6,
});

/** The file as csv can have it: every row has every column. */
function forCsv(file: ModelFile): ModelFile {
  const rows = file.rows.map((row) => {
    const { No = "", Name = "", Age = "" } = row;
    return file.module === "updater"
      ? { operation: row.operation ?? "", No, Name, Age }
      : { No, Name, Age };
  });
  return { ...file, rows };
}

/** The operation is no field of an importer's file. */
function forXml(file: ModelFile): ModelFile {
  if (file.module === "updater") return file;
  return { ...file, rows: file.rows.map(({ No, Name, Age }) => ({ No, Name, Age })) };
}

function csvText({ rows, module }: ModelFile): string {
  const header = module === "updater" ? ["operation", "No", "Name", "Age"] : ["No", "Name", "Age"];
  const lines = rows.map((row) =>
    header.map((name) => row[name as keyof ModelRow] ?? "").join(","),
  );
  return [header.join(","), ...lines, ""].join("\n");
}

function xmlText({ rows }: ModelFile): string {
  const records = rows.map(({ operation, ...fields }) => {
    const attribute = operation === undefined ? "" : ` ACTION="${operation}"`;
    const elements = Object.entries(fields).map(([name, value]: [string, string | undefined]) =>
      value === undefined ? "" : `<${name}>${value}</${name}>`,
    );
    return `<RECORD${attribute}>${elements.join("")}</RECORD>`;
  });
  return `<?xml version="1.0"?><dataroot>${records.join("\n")}</dataroot>`;
}

function typeOf(file: ModelFile): ImportTypeSpec {
  if (file.module === "updater") {
    return { ...updater, rules: { module: "updater", upsert: file.upsert } };
  }
  const { mode, onExisting } = file;
  return { ...importer, rules: { module: "importer", mode, onExisting, shrinkPercent: 20 } };
}

function stored(): unknown {
  const records = db.statement("SELECT No, Name, Age FROM clients ORDER BY No").all();
  const buried = db.statement("SELECT AuditKey || ' ' || Key FROM Tombstone").all();
  return { records, tombstones: buried.map(([text]) => text).sort() };
}

function expected({ records, tombstones }: DatabaseModel): unknown {
  const rows = [...records].map(([key, { Name, Age }]) => [key, Name, Age]);
  return {
    records: rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    tombstones: [...tombstones].sort(),
  };
}

it("holds what the model holds, and counts what it counts", async () => {
  const model = new DatabaseModel();
  const apply = async (file: ModelFile, format: string): Promise<void> => {
    const isForced = file.module === "importer" && file.isForced;
    const name = `clients${isForced ? ".force" : ""}.${format}`;
    const own = format === "csv" ? forCsv(file) : forXml(file);
    const text = format === "csv" ? csvText(own) : xmlText(own);
    const outcome = model.apply(own);
    const { verdict } = await importText({ store, folder }, typeOf(file), name, text);
    expect(verdict.rows).toEqual(outcome.rows);
    expect(verdict.status === "Failed").toBe(outcome.isFailed);
    if (outcome.operations) expect(verdict.operations).toEqual(outcome.operations);
    expect(stored()).toEqual(expected(model));
  };
  const property = fc.asyncProperty(filesArbitrary, async (files) => {
    // Each sequence begins with an empty table.
    const rest = [...model.records.keys()].map((No) => {
      return { operation: "D", No, Name: undefined, Age: undefined };
    });
    if (rest.length > 0) await apply({ module: "updater", upsert: false, rows: rest }, "xml");
    for (const [file, format] of files) await apply(file, format);
  });
  await fc.assert(property, { numRuns: 60 });
});
