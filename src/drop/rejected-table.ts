/** A sheet read again as header and rows, whatever the format calls its fields. */
import type { Row, RowSource } from "../formats/rows.ts";
import { cellText } from "./rejected-layout.ts";

export interface TableBatch {
  /** Of the sheet; undefined where the format has none. */
  readonly name: string | undefined;
  readonly header: readonly string[];
  readonly rows: readonly Row[];
  /** The records name their fields: one may be missing, which is not the same as empty. */
  readonly isNamed: boolean;
}

/** Says, from the first row, that the sheet has no header but these columns. */
export type PlainHeader = (firstRow: Row) => readonly string[] | undefined;

/** Reads a sheet; the header is the same in all batches. */
export async function* readTable(
  source: RowSource,
  sheetIndex: number,
  plainHeader: PlainHeader,
): AsyncGenerator<TableBatch> {
  let header = await fieldNames(source, sheetIndex);
  const isNamed = header !== undefined;
  const { name, batches } = source.read(sheetIndex);
  for await (const batch of batches) {
    let rows = batch;
    const [first] = batch;
    if (!header && first) {
      header = plainHeader(first);
      if (!header) {
        header = first.cells.map(cellText);
        rows = batch.slice(1);
      }
    }
    if (header && rows.length > 0) yield { name, header, rows, isNamed };
  }
}

/** Where each record names its fields, all of them are known only after the last one. */
async function fieldNames(
  source: RowSource,
  sheetIndex: number,
): Promise<readonly string[] | undefined> {
  const sheet = source.read(sheetIndex);
  if (!sheet.names) return undefined;
  const batches = sheet.batches[Symbol.asyncIterator]();
  while ((await batches.next()).done !== true) {
    // Rows go by; the list of names grows meanwhile.
  }
  return [...sheet.names];
}
