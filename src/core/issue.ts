/** Something wrong with one row (or one sheet): a value, never thrown. */
import type { ErrorCode } from "./codes.ts";

export interface RowIssue {
  /** Of a row or the file; for rows that are jobs also one of those that are about jobs. */
  readonly code: ErrorCode;
  /** An error rejects the row; a warning leaves it in. */
  readonly severity: "error" | "warning";
  /** Name of the sheet; undefined where the format has none. */
  readonly sheet?: string;
  /** Row number as `Row.number` has it; 0 where the sheet or file as a whole is meant. */
  readonly row: number;
  readonly column?: string;
  /** The value as the file has it, cut to 200 characters; never a secret. */
  readonly value?: string;
  /** What is wrong and what was expected, as a sentence without file, sheet and row. */
  readonly message: string;
}

/** Counts of one run or one sheet; `total` is always the sum of the other six. */
export interface RowCounts {
  total: number;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  skipped: number;
  rejected: number;
}

export function noRows(): RowCounts {
  return { total: 0, created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: 0, rejected: 0 };
}
