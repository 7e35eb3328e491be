/** The `.log` of a run: what the daemon noted while it ran, then what became of the rows. Pure. */
import { CODES } from "../core/codes.ts";
import type { RowIssue } from "../core/issue.ts";
import { isoWithOffset } from "../core/zone.ts";
import type { RunRecord, Verdict } from "../store/run.ts";

/** Issues that are written out one by one; all of them are in the store and the rejected file. */
export const LOGGED_ISSUES = 1_000;

/** Text of the log, for people: `notes` are the lines that were written while the run went on. */
export function logText(
  run: RunRecord,
  verdict: Verdict,
  issues: readonly RowIssue[],
  options: { readonly notes: string; readonly issueCount: number; readonly timeZone: string },
): string {
  const { notes, issueCount, timeZone } = options;
  const started = isoWithOffset(new Date(run.startedAt), timeZone);
  const finished = isoWithOffset(new Date(verdict.decidedAt), timeZone);
  const lines = [
    `Import of ${run.file} as ${run.type}, run ${run.id}, attempt ${run.attempt}, user ${run.user}`,
    `Started ${started}, finished ${finished}`,
    `${verdict.bytes} bytes, SHA-256 ${verdict.sha256}`,
    ...verdict.notes.map((note) => `  ${note}`),
    "",
    `${verdict.status}${verdict.message === undefined ? "" : `: ${verdict.message}`}`,
    countLine("rows", verdict.rows),
    ...operationLines(verdict),
    ...Object.entries(verdict.sheets).map(([sheet, counts]) => countLine(`sheet ${sheet}`, counts)),
    "",
    ...codeLines(verdict),
    ...issues.map(issueLine),
  ];
  // The code of the file itself counts among the codes, but is no issue of a row.
  const left = issueCount - (verdict.message === undefined ? 0 : 1) - issues.length;
  if (left > 0) {
    lines.push(`... and ${left} more; \`quayside history show ${run.id}\``);
  }
  return `${notes}${lines.join("\r\n")}\r\n`;
}

function countLine(what: string, counts: Verdict["rows"]): string {
  const { total, created, updated, unchanged, deleted, skipped, rejected } = counts;
  return (
    `${what}: ${total} in all, ${created} created, ${updated} updated, ${unchanged} unchanged, ` +
    `${deleted} deleted, ${skipped} skipped, ${rejected} rejected`
  );
}

function operationLines({ operations }: Verdict): string[] {
  if (!operations) return [];
  const { inserted, updated, deleted, notInserted, notUpdated, notDeleted } = operations;
  return [
    `operations: ${inserted} inserted, ${updated} updated, ${deleted} deleted, ` +
      `${notInserted} not inserted, ${notUpdated} not updated, ${notDeleted} not deleted`,
  ];
}

function codeLines(verdict: Verdict): string[] {
  const lines = Object.entries(verdict.codes).map(([code, count]) => {
    const { meaning, remedy } = CODES[code as keyof typeof CODES];
    return `${code} x ${count}: ${meaning} ${remedy}`;
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

/** `error R005: sheet Users, row 7, column Phone1, value "12": Expected ...` */
export function issueLine(issue: RowIssue): string {
  const where = [
    issue.sheet === undefined ? [] : [`sheet ${issue.sheet}`],
    issue.row === 0 ? [] : [`row ${issue.row}`],
    issue.column === undefined ? [] : [`column ${issue.column}`],
    issue.value === undefined ? [] : [`value ${JSON.stringify(issue.value)}`],
  ].flat();
  const place = where.length === 0 ? "" : `${where.join(", ")}: `;
  return `${issue.severity} ${issue.code}: ${place}${issue.message}`;
}
