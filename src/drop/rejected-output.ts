/** Where rejected rows go: a workbook for a workbook, else a csv file. */
import { CsvWriter } from "../formats/csv-writer.ts";
import { CELL_CHARS } from "../formats/excel-text.ts";
import type { RowSource } from "../formats/rows.ts";

export interface RejectedOutput extends AsyncDisposable {
  beginSheet(name: string | undefined, header: readonly string[]): Promise<void>;
  write(cells: readonly string[]): Promise<void>;
  finish(): Promise<void>;
}

/** What `.rejected` is followed by for this source. */
export function rejectedExtension(source: RowSource): "xlsx" | "csv" {
  return source.format === "xlsx" ? "xlsx" : "csv";
}

export async function openRejectedOutput(source: RowSource, path: string): Promise<RejectedOutput> {
  return rejectedExtension(source) === "xlsx"
    ? await workbookOutput(path)
    : csvOutput(source, path);
}

async function workbookOutput(path: string): Promise<RejectedOutput> {
  // The library is large, and most threads that report never write a workbook.
  const { WorkbookStream } = await import("../formats/excel-writer.ts");
  const workbook = new WorkbookStream(path);
  return {
    beginSheet: (name, header) => workbook.beginSheet(name ?? "Rejected", header),
    // Only where limits.cellChars was raised can a cell be longer; the rest of the row still helps.
    write: (cells) => workbook.write(cells.map((cell) => cell.slice(0, CELL_CHARS))),
    finish: () => workbook.finish(),
    [Symbol.asyncDispose]: () => workbook[Symbol.asyncDispose](),
  };
}

function csvOutput(source: RowSource, path: string): RejectedOutput {
  const csv = new CsvWriter(path, { delimiter: source.delimiter || "," });
  return {
    beginSheet: (_name, header) => csv.write(header),
    write: (cells) => csv.write(cells),
    finish: () => csv.finish(),
    [Symbol.asyncDispose]: () => csv[Symbol.asyncDispose](),
  };
}
