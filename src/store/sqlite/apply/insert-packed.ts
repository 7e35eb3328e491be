/** Packed records into their table: all of a message at once, without a look at single values. */
import { type PackedRows, type PackedTable, fillKeys, unpackRow } from "../../packed-rows.ts";
import { quoted } from "../layout.ts";
import type { WaitingRow } from "./insert-batch.ts";
import type { Sheet } from "./sheet.ts";

export interface PackedMessage extends PackedRows {
  readonly table: PackedTable;
  /** Names of the values of a row, as the sheet of the feed has them. */
  readonly columns: readonly string[];
}

/**
 * Inserts the records that nothing speaks against; gives the others, to be applied one by one. They
 * come after the rest of their message, which changes nothing: only their key was taken.
 */
export function insertPacked(sheet: Sheet, message: PackedMessage): readonly WaitingRow[] {
  const { bytes, marks, table, columns } = message;
  const { db, ids, seen, auditKey } = sheet.session;
  const rows = marks.length / 2;
  const read = (row: number): WaitingRow => unpackRow(table, bytes, marks[2 * row] ?? 0, columns);
  // Records that are there already, or were deleted by a row before, have to be looked at.
  if (!sheet.expectsNew || seen.hasDeleted())
    return Array.from({ length: rows }, (_, i) => read(i));
  const firstId = ids.next(table.dataset);
  fillKeys(message, firstId, auditKey);
  const inserted = db.insertChanges(bytes);
  ids.taken(table.dataset, rows);
  if (inserted === rows) return [];
  const id = quoted(sheet.layout.id);
  const there = db
    .statement(`SELECT ${id} FROM ${quoted(table.table)} WHERE ${id} BETWEEN ? AND ?`)
    .all(firstId, firstId + rows - 1);
  const isThere = new Set(there.map(([value]) => value));
  const left = Array.from({ length: rows }, (_, row) => row);
  return left.filter((row) => !isThere.has(firstId + row)).map(read);
}
