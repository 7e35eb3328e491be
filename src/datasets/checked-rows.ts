/** Rows that were checked, as they go into the feed. */
import type { RowIssue } from "../core/issue.ts";
import type { FeedMessage, FeedValue, WrongRow } from "../store/feed.ts";

export interface CheckedRows {
  readonly numbers: number[];
  readonly values: (readonly FeedValue[])[];
  readonly issues: RowIssue[];
  /** Rejected rows, where their values are still needed to find what they belong to. */
  readonly wrong: { readonly number: number; readonly values: readonly FeedValue[] }[];
  rejected: number;
  skipped: number;
  /** Of the values. */
  chars: number;
}

export function noCheckedRows(): CheckedRows {
  return { numbers: [], values: [], issues: [], wrong: [], rejected: 0, skipped: 0, chars: 0 };
}

/** @param wrong of a client's table, see `wrongRows`. */
export function rowsMessage(
  rows: CheckedRows,
  bytesRead: number,
  wrong: readonly WrongRow[] = [],
): FeedMessage {
  const { numbers, values, issues, rejected, skipped, chars } = rows;
  const message = { kind: "rows", numbers, values, issues, rejected, skipped, chars } as const;
  return { ...message, bytesRead, ...(wrong.length === 0 ? {} : { wrong }) };
}

/** Adds the characters of the row that was checked last. */
export function countChars(rows: CheckedRows, count: number): void {
  if (rows.values.length === count) return;
  for (const value of rows.values.at(-1) ?? []) {
    if (typeof value === "string") rows.chars += value.length;
  }
}
