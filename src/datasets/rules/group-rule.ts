/** Rules over all rows of one record (the questions of a script). */
import type { RowCode } from "../../core/codes.ts";
import type { FeedValue } from "../../store/feed.ts";

export interface GroupRow {
  readonly number: number;
  get(column: string): FeedValue;
}

export interface GroupProblem {
  readonly row: number;
  readonly column: string;
  readonly code: RowCode;
  readonly message: string;
}

export type GroupRule = (rows: readonly GroupRow[]) => readonly GroupProblem[];
