/** Rules that look at several cells of one row: pure, with the time given. */
import type { RowCode } from "../../core/codes.ts";
import type { FeedValue } from "../../store/feed.ts";

/** A row whose cells are read already. */
export interface RuleRow {
  get(column: string): FeedValue;
  /** The value if it is a text, not a request to clear. */
  text(column: string): string | undefined;
  /** Whether the row has an error in the column already: its value is null then. */
  isReported(column: string): boolean;
  set(column: string, value: FeedValue): void;
  errorIn(column: string, code: RowCode, message: string): void;
  warnIn(column: string, code: RowCode, message: string): void;
  /** The row is left out, and counted as skipped. */
  skip(): void;
}

export interface RuleContext {
  readonly now: Date;
  readonly normalisePhone: (text: string) => string | undefined;
}

export type RowRule = (row: RuleRow, context: RuleContext) => void;

/** Both times or none, and the end later. */
export function checkTimes(row: RuleRow, start: string, end: string): void {
  const from = row.text(start);
  const until = row.text(end);
  if (row.isReported(start) || row.isReported(end)) return;
  if ((from === undefined) !== (until === undefined)) {
    const [missing, given] = from === undefined ? [start, end] : [end, start];
    row.errorIn(missing, "R001", `Expected a time, since ${given} has one.`);
  }
  checkOrder(row, start, end);
}

/** The end is later than the start: both are texts that sort like what they mean. */
export function checkOrder(row: RuleRow, start: string, end: string): void {
  const from = row.text(start);
  const until = row.text(end);
  if (from !== undefined && until !== undefined && until <= from) {
    row.errorIn(end, "R003", `Expected a value later than ${start}.`);
  }
}
