/** A table as a CSV file: with a byte order mark, quoted after RFC 4180, guarded against formulas. */
import { CsvWriter } from "../../formats/csv-writer.ts";
import { csvCell, type GuardOptions } from "./csv-cells.ts";
import type { Table } from "./table.ts";

export interface CsvOptions extends GuardOptions {
  readonly delimiter: ";" | "," | "\t";
}

/** A file of rows that is being written; whole once `finish` has resolved. */
export interface RowFile<Row> extends AsyncDisposable {
  write(rows: Iterable<Row>): Promise<void>;
  finish(): Promise<void>;
}

export async function openCsvFile<Row>(
  path: string,
  table: Table<Row>,
  options: CsvOptions,
): Promise<RowFile<Row>> {
  const writer = new CsvWriter(path, { delimiter: options.delimiter });
  await writer.write(table.map(({ name }) => csvCell(name, "text", options)));
  return {
    write: async (rows) => {
      for (const row of rows) {
        await writer.write(table.map(({ of, kind }) => csvCell(of(row), kind, options)));
      }
    },
    finish: () => writer.finish(),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}
