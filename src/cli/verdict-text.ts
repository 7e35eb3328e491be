/** What became of a file, as the commands print it: pure. */
import { CODES, isErrorCode } from "../core/codes.ts";
import type { RowCounts, RowIssue } from "../core/issue.ts";
import { issueLine } from "../drop/log-file.ts";
import type { RunStatus, Verdict } from "../store/run.ts";
import { count } from "./text.ts";
import type { Colours } from "./terminal.ts";

/** `Succeeded` in green, and so on. */
export function statusText(status: RunStatus, colours: Colours): string {
  if (status === "Succeeded") return colours.green(status);
  return status === "Failed" ? colours.red(status) : colours.yellow(status);
}

/** `900 rows: 850 created, 10 rejected`; what is zero is left out. */
export function countsText(rows: RowCounts): string {
  const { total, ...kinds } = rows;
  const parts = Object.entries(kinds).filter(([, number]) => number > 0);
  const list = parts.map(([kind, number]) => `${count(number)} ${kind}`).join(", ");
  return `${count(total)} ${total === 1 ? "row" : "rows"}${list === "" ? "" : `: ${list}`}`;
}

/** Codes with their meaning, the most frequent first. */
export function codeLines(codes: Verdict["codes"]): readonly string[] {
  return Object.entries(codes)
    .sort(([, a], [, b]) => b - a)
    .map(([code, times]) => {
      const meaning = isErrorCode(code) ? CODES[code].meaning : "";
      return `  ${code}  ${count(times).padStart(6)} x  ${meaning}`;
    });
}

/** `error R005: sheet Users, row 7, column Phone1, value "12": ...`, as the .log says it. */
export function issueText(issue: RowIssue, colours: Colours): string {
  const { code, severity } = issue;
  const paint = severity === "error" ? colours.red : colours.yellow;
  return issueLine(issue).replace(code, paint(code));
}
