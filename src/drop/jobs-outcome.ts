/** What actions on jobs came to -> what a run came to: counts and issues. Pure. */
import { noRows, type RowIssue } from "../core/issue.ts";
import type { ActionOutcome } from "../jobs/action-outcome.ts";
import type { JobIssue } from "../jobs/job-issue.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { RunOutcome } from "../store/run-outcome.ts";
import type { JobFile } from "./reader-jobs.ts";

/** @param outcomes one a row; none where the file was refused. */
export function jobsOutcome(
  { sha256, bytes, rows, refused }: JobFile,
  outcomes: readonly ActionOutcome[],
  decidedAt: Date,
): RunOutcome {
  // All rows of a file stand in one sheet.
  const sheet = rows[0]?.sheet;
  const counts = noRows();
  for (const outcome of outcomes) {
    counts[outcome.ok ? outcome.change : "rejected"] += 1;
    counts.total += 1;
  }
  return {
    sha256,
    bytes,
    notes: [],
    rows: counts,
    ...(sheet === undefined ? {} : { sheet }),
    issues: outcomes.flatMap((outcome) =>
      outcome.ok ? [] : outcome.issues.map((issue) => rowIssue(issue, outcome.row, sheet)),
    ),
    // Once there are outcomes, something was done.
    ...(refused === undefined || outcomes.length > 0 ? {} : { refused }),
    decidedAt: decidedAt.toISOString(),
  };
}

/** Every row refused, because the user of the imports may not manage jobs. */
export function refusedRows(rows: readonly JobRow[], user: string): readonly ActionOutcome[] {
  const message = `The user ${user} of automaticImport lacks the right export, which jobs need`;
  const hint = "Give the user the right export under users in service.yml.";
  return rows.map(({ row }) => ({ row, ok: false, issues: [{ code: "A001", message, hint }] }));
}

function rowIssue(
  { code, field, value, message, hint }: JobIssue,
  row: number,
  sheet: string | undefined,
): RowIssue {
  return {
    code,
    severity: "error",
    ...(sheet === undefined ? {} : { sheet }),
    row,
    ...(field === undefined ? {} : { column: field }),
    ...(value === undefined ? {} : { value }),
    message: hint === undefined ? message : `${message.replace(/[^.!?]$/, "$&.")} ${hint}`,
  };
}
