/** What the report of an import says, for the template: pure. */
import { bytes } from "../core/amounts.ts";
import type { RowIssue } from "../core/issue.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { View } from "./render.ts";
import { codeViews, factViews } from "./report-views.ts";

export interface ImportReport {
  readonly run: RunRecord;
  readonly verdict: Verdict;
  /** The first errors of rows. */
  readonly failedRows: readonly RowIssue[];
  /** Absolute path of History; undefined where the type is gone. */
  readonly historyPath: string | undefined;
  /** How the rejected rows come: with the mail, or lying in History. */
  readonly rejected: "attached" | "in History" | "none";
}

export function importView(report: ImportReport): View {
  const { run, verdict, failedRows, historyPath, rejected } = report;
  const { message } = verdict;
  const files = Object.values(run.files ?? {});
  return {
    message,
    facts: factViews([...countFacts(verdict), ["Size", bytes(verdict.bytes)]]),
    file: run.file,
    codes: codeViews(verdict.codes),
    rows: failedRows.map(rowView),
    moreRows: verdict.rows.rejected > failedRows.length && failedRows.length > 0,
    historyPath,
    files: files.map((name) => ({ name })),
    isAttached: rejected === "attached",
    isLeft: rejected === "in History",
    rejectedName: run.files?.["rejected"],
  };
}

function countFacts(verdict: Verdict): readonly (readonly [string, string])[] {
  const { rows, operations } = verdict;
  const counts: readonly (readonly [string, number])[] = operations
    ? [
        ["Inserted", operations.inserted],
        ["Updated", operations.updated],
        ["Deleted", operations.deleted],
        ["Not inserted", operations.notInserted],
        ["Not updated", operations.notUpdated],
        ["Not deleted", operations.notDeleted],
      ]
    : [
        ["Rows", rows.total],
        ["Created", rows.created],
        ["Updated", rows.updated],
        ["Unchanged", rows.unchanged],
        ["Deleted", rows.deleted],
        ["Skipped", rows.skipped],
        ["Rejected", rows.rejected],
      ];
  return [...counts, ["Warnings", verdict.warnings] as const].map(
    ([name, count]) => [name, String(count)] as const,
  );
}

/** Values come from the ledger, which keeps none of secret columns. */
function rowView({ sheet, row, column, code, message, value }: RowIssue): View {
  const place = [
    ...(sheet === undefined ? [] : [sheet]),
    row === 0 ? "file" : `row ${row}`,
    ...(column === undefined ? [] : [column]),
  ];
  const isShown = value !== undefined && value !== "";
  return { place: place.join(", "), code, message, ...(isShown ? { value: cut(value) } : {}) };
}

const MOST_CHARACTERS = 80;

function cut(value: string): string {
  const characters = Array.from(value);
  return characters.length <= MOST_CHARACTERS
    ? value
    : `${characters.slice(0, MOST_CHARACTERS).join("")}...`;
}
