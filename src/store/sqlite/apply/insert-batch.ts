/**
 * New records of a large file, inserted some at a time: one statement for sixteen rows takes two
 * thirds of the time of sixteen statements. A batch that a unique index refuses leaves nothing
 * behind; its rows are then applied one by one, which finds out what is wrong with which.
 */
import type { FeedValue } from "../../feed.ts";
import { isUniqueViolation, type SqlValue, type Statement } from "../database.ts";
import { mayBeNew } from "./apply-row.ts";
import { isGiven } from "./cell-values.ts";
import { fillRecord } from "./create-record.ts";
import { keysOf } from "./find-record.ts";
import type { Sheet } from "./sheet.ts";
import { insertStatement } from "./sheet-statements.ts";

export const BATCH_ROWS = 16;

export interface WaitingRow {
  readonly values: readonly FeedValue[];
  readonly row: number;
}

export class InsertBatch {
  readonly #sheet: Sheet;
  readonly #insert: Statement;
  readonly #params: SqlValue[] = [];
  #rows: WaitingRow[] = [];

  private constructor(sheet: Sheet) {
    this.#sheet = sheet;
    this.#insert = insertStatement(sheet.session.db, sheet, BATCH_ROWS);
  }

  /** Undefined where a record is more than a row, or may refer to one that still waits. */
  static of(sheet: Sheet): InsertBatch | undefined {
    const { layout, spec } = sheet;
    const isPlain = layout.links.length === 0 && !layout.entries && spec.copyFrom === undefined;
    const refersToItself = spec.columns.some(({ refers }) => refers === layout.table);
    return isPlain && !refersToItself ? new InsertBatch(sheet) : undefined;
  }

  /** Takes a row that is probably a new record; false: flush, and apply it by itself. */
  offer(values: readonly FeedValue[], row: number): boolean {
    const sheet = this.#sheet;
    if (!sheet.expectsNew || isGiven(values[sheet.at.remove])) return false;
    const keys = keysOf(sheet, values);
    if (!mayBeNew(sheet, values, keys)) return false;
    if (fillRecord(sheet, values, keys, row).problems.length > 0) return false;
    sheet.params[0] = sheet.session.ids.next(sheet.layout.table) + this.#rows.length;
    for (const value of sheet.params) this.#params.push(value);
    this.#rows.push({ values, row });
    return true;
  }

  get isFull(): boolean {
    return this.#rows.length === BATCH_ROWS;
  }

  /** Inserts a full batch; gives the rows that are to be applied one by one instead. */
  flush(): readonly WaitingRow[] {
    const rows = this.#rows;
    if (rows.length === 0) return rows;
    const isInserted = this.isFull && this.#insertAll();
    this.#rows = [];
    this.#params.length = 0;
    return isInserted ? [] : rows;
  }

  #insertAll(): boolean {
    try {
      this.#insert.run(...this.#params);
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
    this.#sheet.session.ids.taken(this.#sheet.layout.table, BATCH_ROWS);
    return true;
  }
}
