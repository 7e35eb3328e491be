/** Finds which rows of a sheet mean the same record: by key, ExternalId or Id. */
import { KEY_COLUMN } from "../store/dataset-spec.ts";
import type { FeedValue } from "../store/feed.ts";
import type { CheckedRows } from "./checked-rows.ts";

export interface MemberRow {
  readonly number: number;
  readonly values: readonly FeedValue[];
  /** The row was rejected for itself. */
  readonly isWrong: boolean;
}

/** Rows of each record in the order of the file, records in the order of their first rows. */
export function rowsOfRecords(
  columns: readonly string[],
  rows: CheckedRows,
): readonly (readonly MemberRow[])[] {
  const positions = [KEY_COLUMN, "ExternalId", "Id"].map((name) => columns.indexOf(name));
  const records: MemberRow[][] = [];
  const byName = new Map<string, MemberRow[]>();
  for (const row of inFileOrder(rows)) {
    const names = positions.flatMap((position, kind) => {
      const value = row.values[position] ?? null;
      return typeof value === "string" || typeof value === "number" ? [`${kind} ${value}`] : [];
    });
    const known = names.map((name) => byName.get(name)).find((record) => record !== undefined);
    const record = known ?? [];
    if (!known) records.push(record);
    record.push(row);
    for (const name of names) if (!byName.has(name)) byName.set(name, record);
  }
  return records;
}

function inFileOrder(rows: CheckedRows): readonly MemberRow[] {
  const good = rows.numbers.map((number, index) => ({
    number,
    values: rows.values[index] ?? [],
    isWrong: false,
  }));
  const wrong = rows.wrong.map(({ number, values }) => ({ number, values, isWrong: true }));
  return [...good, ...wrong].sort((a, b) => a.number - b.number);
}
