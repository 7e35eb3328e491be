/** How a coercion says what is wrong with the cell that it is given. */
import type { RowCode } from "../core/codes.ts";
import type { Cell } from "../formats/rows.ts";
import type { FeedValue } from "../store/feed.ts";

export interface CellReport {
  /** Zone of date-times without offset, for this row. */
  readonly zone: string;
  error(code: RowCode, message: string): null;
  warn(code: RowCode, message: string): void;
}

/** A cell -> the value that is stored; null when it is blank or was reported. */
export type Coerce = (cell: Exclude<Cell, null>, report: CellReport) => FeedValue;
