/** The rows of a file for a client's table: what the two modules have in common. */
import type { FeedValue, WrongRow } from "../../../feed.ts";
import type { OperationCounts } from "../../../run.ts";
import type { FileFault } from "../../../verdict.ts";
import type { Outcome } from "../apply-row.ts";
import { shown } from "../cell-values.ts";
import { fillRecord, insertRecord } from "../create-record.ts";
import { keysOf } from "../find-record.ts";
import type { Problem, Sheet } from "../sheet.ts";

export interface DatabaseRows {
  /** Applies a row; `problems` takes why it was rejected, or skipped. */
  apply(values: readonly FeedValue[], row: number, problems: Problem[]): Outcome;
  /** Takes note of a row that was rejected while it was checked. */
  wrong(row: WrongRow): void;
  /** What the rows asked for, and whether it was done; of an updater only. */
  readonly operations: OperationCounts | undefined;
  /** After the last row of a file that may be used. */
  finish(created: number): Finish;
}

/** What the end of a file does beside its rows. */
export interface Finish {
  /** Records that were deleted because they stand in no row. */
  readonly removed: number;
  readonly fault?: FileFault;
  /** For the log. */
  readonly note?: string;
}

/** Inserts a new record; undefined when its key is taken. */
export function insertNew(
  sheet: Sheet,
  values: readonly FeedValue[],
  row: number,
  problems: Problem[],
): "created" | "rejected" | undefined {
  const fresh = fillRecord(sheet, values, keysOf(sheet, values), row);
  if (fresh.problems.length > 0) {
    problems.push(...fresh.problems);
    return "rejected";
  }
  return insertRecord(sheet, fresh) ? "created" : undefined;
}

/** The key as people read it. */
export function shownKey({ at }: Sheet, values: readonly FeedValue[]): string {
  return at.keyParts.map((position) => shown(values[position]) ?? "").join(" / ");
}
