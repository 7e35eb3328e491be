/** What came of a file whose rows went elsewhere than into the store, and the verdict over it. Pure. */
import type { ErrorCode } from "../core/codes.ts";
import type { RowCounts, RowIssue } from "../core/issue.ts";
import type { Verdict } from "./run.ts";
import { decideVerdict, type FileFault } from "./verdict.ts";

export interface RunOutcome {
  /** Of the file; empty where it is not there any more. */
  readonly sha256: string;
  readonly bytes: number;
  /** For the log. */
  readonly notes: readonly string[];
  readonly rows: RowCounts;
  /** Name of the sheet that the rows stood in, where the format has sheets. */
  readonly sheet?: string;
  /** In the order of the rows. */
  readonly issues: readonly RowIssue[];
  /** File with further issues as JSON Lines, where there may be many; they come before `issues`. */
  readonly issuesPath?: string;
  /** The file as a whole is of no use: nothing of it was done. */
  readonly refused?: FileFault;
  readonly decidedAt: string;
}

/**
 * What is done is done: no number of rejected rows takes the others back.
 * @param issues all of them, read once.
 */
export function outcomeVerdict(
  outcome: RunOutcome,
  issues: Iterable<RowIssue> = outcome.issues,
): Verdict {
  const { sha256, bytes, notes, rows, sheet, refused, decidedAt } = outcome;
  const codes: Record<string, number> = {};
  let warnings = 0;
  const errors = new Set<ErrorCode>();
  for (const { code, severity } of issues) {
    codes[code] = (codes[code] ?? 0) + 1;
    if (severity === "error") errors.add(code);
    else warnings++;
  }
  return decideVerdict(
    { unit: "rows" },
    {
      sha256,
      bytes,
      notes,
      rows,
      sheets: sheet === undefined ? {} : { [sheet]: rows },
      warnings,
      codes,
      errors: [...errors],
      emptySheets: [],
      refused,
      decidedAt,
    },
  );
}
