/** Splits a sheet into its headings and the rows below them, whatever the format. */
import { InputError } from "../core/errors.ts";
import type { Cell, Row, Sheet } from "../formats/rows.ts";

export interface HeadedBatch {
  /** In formats that name their fields, more of them may stand in later batches. */
  readonly headings: readonly (string | null)[];
  readonly grows: boolean;
  readonly rows: readonly Row[];
}

/** Headings of a file whose first row is data already, or undefined. */
export type PlainHeadings = (first: Row) => readonly string[] | undefined;

/**
 * At least one batch, without rows when there is only a header; none at all when there is nothing.
 * @throws {InputError} F006, and what the reader throws.
 */
export async function* headedBatches(
  sheet: Sheet,
  plainHeadings: PlainHeadings,
): AsyncGenerator<HeadedBatch> {
  let headings: readonly (string | null)[] | undefined = sheet.names;
  const grows = sheet.names !== undefined;
  let isEmpty = true;
  for await (const batch of sheet.batches) {
    let rows = batch;
    const [first] = batch;
    if (headings === undefined) {
      if (!first) continue;
      headings = plainHeadings(first);
      if (!headings) {
        headings = headingsOf(first);
        rows = batch.slice(1);
      }
    }
    isEmpty = false;
    yield { headings, grows, rows };
  }
  if (isEmpty && headings) yield { headings, grows, rows: [] };
}

function headingsOf(row: Row): readonly (string | null)[] {
  if (row.fault) throw new InputError("F006", `The header row can't be used: ${row.fault.message}`);
  return row.cells.map(textOf);
}

function textOf(cell: Cell): string | null {
  return cell === null || typeof cell === "string" ? cell : cell.text;
}
