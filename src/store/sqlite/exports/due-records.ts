/** Instants that were due, and up to where each job's are accounted for. */
import type { DueRecord } from "../../export-run.ts";
import { LIMIT, type Database, type SqlRow } from "../database.ts";

const SELECT = "SELECT Job, DueAt, LastDueAt, Count, Outcome, Reason, Run FROM DueRecord";
const MOST_RECORDS = 10_000;

/** Runs inside the caller's transaction. */
export function insertDueRecord(db: Database, record: DueRecord): void {
  const { job, dueAt, lastDueAt = null, count, outcome, reason, run = null } = record;
  db.statement(
    `INSERT INTO DueRecord (Job, DueAt, LastDueAt, Count, Outcome, Reason, Run)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(job, dueAt, lastDueAt, count, outcome, reason, run);
}

export function readDueRecord(db: Database, number: number): DueRecord | undefined {
  const row = db.statement(`${SELECT} WHERE Number = ?`).get(number);
  return row ? recordOf(row) : undefined;
}

/** Newest first. */
export function readDueRecords(db: Database, job: string, limit: number): readonly DueRecord[] {
  const most = Math.min(Math.max(0, Math.trunc(limit)), MOST_RECORDS);
  return db
    .statement(`${SELECT} WHERE Job = ? ORDER BY DueAt DESC, Number DESC ${LIMIT}`)
    .all(job, most)
    .map(recordOf);
}

export function accountedTo(db: Database, job: string): string | undefined {
  const mark = db.value("SELECT AccountedTo FROM ExportMark WHERE Job = ?", job);
  return mark === null ? undefined : String(mark);
}

function recordOf([job, dueAt, lastDueAt, count, outcome, reason, run]: SqlRow): DueRecord {
  return {
    job: String(job),
    dueAt: String(dueAt),
    ...(typeof lastDueAt === "string" ? { lastDueAt } : {}),
    count: Number(count),
    outcome: outcome as DueRecord["outcome"],
    reason: String(reason),
    ...(typeof run === "string" ? { run } : {}),
  };
}
