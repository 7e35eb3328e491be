/** What became of attempts -> counts and issues of a run. Pure. */
import { type ErrorCode, isErrorCode } from "../core/codes.ts";
import type { RowCounts, RowIssue } from "../core/issue.ts";
import type { AttemptOutcome, AttemptReport } from "../store/campaign-ledger.ts";

const LATE = "The customer had gone on meanwhile; the call is kept as an attempt.";

/** Counts a row by what became of its call. */
export function countOutcome(rows: RowCounts, { kind }: AttemptOutcome): void {
  switch (kind) {
    case "recorded":
    case "late":
      rows.created++;
      return;
    case "repeated":
      rows.unchanged++;
      return;
    case "refused":
      rows.rejected++;
  }
}

/** What is said of a row; nothing of one that went as it should. */
export function outcomeIssue(
  outcome: AttemptOutcome,
  report: AttemptReport,
  place: { readonly row: number; readonly sheet?: string },
): RowIssue | undefined {
  const { kind, message } = outcome;
  if (kind === "recorded" || kind === "repeated") return undefined;
  if (kind === "late") {
    return { code: "R024", severity: "warning", ...place, message: message ?? LATE };
  }
  const column = outcome.column === undefined ? undefined : columnOf(outcome.column);
  const value = column === undefined ? undefined : valueOf(report, column);
  return {
    code: codeOf(outcome.code),
    severity: "error",
    ...place,
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value: value.slice(0, 200) }),
    message: message ?? "The call was refused.",
  };
}

function codeOf(code: string | undefined): ErrorCode {
  return code !== undefined && isErrorCode(code) ? code : "R003";
}

/** `customerExternalId` of a report is the column CustomerExternalId of a file. */
function columnOf(field: string): string {
  return field.replace(/^answers\./, "Q_").replace(/^./, (first) => first.toUpperCase());
}

function valueOf(report: AttemptReport, column: string): string | undefined {
  if (column.startsWith("Q_")) return report.answers?.[column.slice(2)];
  const name = column.replace(/^./, (first) => first.toLowerCase());
  const value = Object.entries(report).find(([field]) => field === name)?.[1] as unknown;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
