/** Stores that configurations go into and come out of again. */
import { configurationSheets } from "../../src/configuration/sheets.ts";
import { writeWorkbook } from "../../src/configuration/write-workbook.ts";
import { WorkbookStream } from "../../src/formats/excel-writer.ts";
import type { Cell } from "../../src/formats/rows.ts";
import type { StoredRecord } from "../../src/store/store.ts";
import { openImporter, type Imported, type Importer } from "./importing.ts";
import { readAll } from "./read-rows.ts";
import { shippedTypes, typeOf } from "./rejecting.ts";
import { snapshotOf } from "./snapshots.ts";

export type SheetCells = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

export interface ConfiguredStore extends AsyncDisposable {
  readonly importer: Importer;
  /** Imports a workbook. */
  take(path: string): Promise<Imported>;
  /** Writes the configuration, all of it or some sheets. */
  give(path: string, only?: readonly string[]): Promise<void>;
  /** Everything that the configuration is, without Ids. */
  records(): Promise<Readonly<Record<string, readonly StoredRecord[]>>>;
}

/** A store in files that begin with `stem`. */
export async function openConfigured(stem: string): Promise<ConfiguredStore> {
  const storePath = `${stem}.db`;
  const importer = await openImporter(`${stem}-work`, { storePath });
  const type = typeOf("Configuration");
  const sheets = configurationSheets(shippedTypes);
  return {
    importer,
    take: (path) => importer.importFile(type, path, "configuration.xlsx"),
    give: async (path, only) => {
      using snapshot = snapshotOf(storePath);
      await writeWorkbook({
        snapshot,
        sheets: configurationSheets(shippedTypes, only),
        target: path,
      });
    },
    records: async () => {
      const all: Record<string, readonly StoredRecord[]> = {};
      for (const { dataset } of sheets) {
        const records = await importer.records(dataset.name);
        const key = dataset.key[0] ?? "";
        all[dataset.name] = records
          .map(({ Id: _id, ...rest }) => rest)
          .sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
      }
      return all;
    },
    [Symbol.asyncDispose]: () => importer[Symbol.asyncDispose](),
  };
}

/** A workbook of the cells, as typed; columns of each sheet are those that its rows have. */
export async function makeWorkbook(path: string, content: SheetCells): Promise<void> {
  await using workbook = new WorkbookStream(path);
  for (const [name, rows] of Object.entries(content)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    if (columns.length === 0) continue;
    await workbook.beginSheet(name, columns);
    for (const row of rows) await workbook.write(columns.map((column) => row[column] || null));
  }
  await workbook.finish();
}

/** All cells of a workbook by sheet, rows in their order. */
export async function cellsOf(path: string): Promise<Record<string, readonly (readonly Cell[])[]>> {
  const { sheets } = await readAll(path);
  return Object.fromEntries(
    sheets.map(({ name = "", rows }) => [name, rows.map(({ cells }) => cells)]),
  );
}
