/** Finds the record that a row means: by Id, else by ExternalId, else by its natural key. */
import type { FeedValue } from "../../feed.ts";
import type { SqlRow } from "../database.ts";
import { isGiven, shown, textOf } from "./cell-values.ts";
import { keyOfRow } from "./record-key.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";

export interface RowKeys {
  /** As the file has it; a new record has none. */
  readonly id: FeedValue | undefined;
  readonly externalId: string | null;
  readonly key: string | null;
}

/** A record, nothing, or why the keys of the row are wrong. */
export type Found =
  { readonly record: SqlRow } | { readonly record: undefined; readonly problem?: Problem };

const NOTHING: Found = { record: undefined };

export function keysOf(sheet: Sheet, values: readonly FeedValue[]): RowKeys {
  const id = values[sheet.at.id];
  const externalId = values[sheet.at.externalId];
  return {
    id: isGiven(id) ? id : undefined,
    externalId: isGiven(externalId) ? textOf(externalId) : null,
    key: keyOfRow(sheet, values),
  };
}

export function findRecord(sheet: Sheet, keys: RowKeys): Found {
  const { sql } = sheet;
  let record: SqlRow | undefined;
  if (keys.id !== undefined) {
    const id = Number(keys.id);
    record = Number.isSafeInteger(id) ? sql.findById.get(id) : undefined;
    if (!record) return { record: undefined, problem: unknownId(sheet, keys.id) };
  }
  if (keys.externalId !== null) {
    const other = sql.findByExternalId?.get(keys.externalId);
    if (record && other && !isSame(record, other)) {
      return disagreement(sheet, "ExternalId", keys.externalId, [record, other]);
    }
    record ??= other;
  }
  if (keys.key !== null && record?.[RECORD.key] !== keys.key) {
    const other = sql.findByKey?.get(keys.key);
    if (record && other && !isSame(record, other)) {
      return disagreement(sheet, sheet.spec.key[0] ?? "", labelOf(sheet.layout, other), [
        record,
        other,
      ]);
    }
    record ??= other;
  }
  return record ? { record } : NOTHING;
}

function isSame(one: SqlRow, other: SqlRow): boolean {
  return one[RECORD.id] === other[RECORD.id];
}

function unknownId(sheet: Sheet, id: FeedValue): Problem {
  const value = shown(id);
  const message = `There is no ${sheet.layout.table} record with the Id ${value ?? ""}.`;
  return { code: "R010", column: "Id", value, message };
}

function disagreement(
  sheet: Sheet,
  column: string,
  value: string,
  [record, other]: readonly [SqlRow, SqlRow],
): Found {
  const [one, two] = [labelOf(sheet.layout, record), labelOf(sheet.layout, other)];
  const message = `The keys of the row point at different records: '${one}' (Id ${String(record[RECORD.id])}), but ${column} at '${two}' (Id ${String(other[RECORD.id])}).`;
  return { record: undefined, problem: { code: "R011", column, value, message } };
}
