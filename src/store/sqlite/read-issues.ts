/** Issues of decided runs, in the order of the file. */
import { closeSync, openSync, writeSync } from "node:fs";
import { fromSystem } from "../../core/errors.ts";
import type { RowIssue } from "../../core/issue.ts";
import { LIMIT, type Database, type SqlRow } from "./database.ts";

const SELECT = `SELECT Code, Severity, Sheet, Row, "Column", Value, Message FROM RunIssue
  WHERE Run = ? ORDER BY SheetNumber, Row, Number`;
/** Issues of one page at most. */
const MOST_ISSUES = 10_000;
/** Lines that are written to a file at once. */
const LINES = 500;

export function readIssues(
  db: Database,
  run: string,
  offset: number,
  limit: number,
): readonly RowIssue[] {
  const most = Math.min(Math.max(0, Math.trunc(limit)), MOST_ISSUES);
  return db
    .statement(`${SELECT} ${LIMIT} OFFSET ?`)
    .all(run, most, Math.max(0, Math.trunc(offset)))
    .map(issueOf);
}

/** JSON Lines in pieces of some hundred. */
function* issueLines(db: Database, run: string): Generator<string> {
  let lines: string[] = [];
  for (const row of db.statement(SELECT).iterate(run)) {
    lines.push(`${JSON.stringify(issueOf(row))}\n`);
    if (lines.length < LINES) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}

/** Writes all issues of a run as JSON Lines to a new file, for the work at hand; gives their number. */
export function writeIssues(db: Database, run: string, path: string): number {
  const count = Number(db.value("SELECT count(*) FROM RunIssue WHERE Run = ?", run));
  try {
    const file = openSync(path, "wx");
    try {
      for (const lines of issueLines(db, run)) writeSync(file, lines);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fromSystem(error, `write ${path}`);
  }
  return count;
}

function issueOf([code, severity, sheet, row, column, value, message]: SqlRow): RowIssue {
  return {
    code: code as RowIssue["code"],
    severity: severity as RowIssue["severity"],
    ...(typeof sheet === "string" ? { sheet } : {}),
    row: Number(row),
    ...(typeof column === "string" ? { column } : {}),
    ...(typeof value === "string" ? { value } : {}),
    message: String(message),
  };
}
