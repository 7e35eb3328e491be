/** Runs of exports in the store: documents, and the queries over them. */
import type { ExportFilter, ExportRun } from "../../export-run.ts";
import { LIMIT, type Database, type SqlRow, type SqlValue } from "../database.ts";

const USUAL_RUNS = 1_000;
const MOST_RUNS = 10_000;

export function readExport(db: Database, id: string): ExportRun | undefined {
  const row = db.statement("SELECT Run FROM ExportRun WHERE Id = ?").get(id);
  return row ? runOf(row) : undefined;
}

/** Newest first: ids sort by the time of the run. */
export function readExports(db: Database, filter: ExportFilter): readonly ExportRun[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...more: readonly SqlValue[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (filter.job !== undefined) add("Job = ?", filter.job);
  if (filter.line !== undefined) add("Line = ?", filter.line);
  if (filter.states) {
    add(`State IN (${filter.states.map(() => "?").join(", ")})`, ...filter.states);
  }
  if (filter.artifact !== undefined) add("Artifact = ?", filter.artifact);
  if (filter.expiresBefore !== undefined) add("ExpiresAt <= ?", filter.expiresBefore);
  if (filter.before !== undefined) add("Id < ?", filter.before);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const limit = Math.min(Math.max(0, Math.trunc(filter.limit ?? USUAL_RUNS)), MOST_RUNS);
  return db
    .statement(`SELECT Run FROM ExportRun ${where} ORDER BY Id DESC ${LIMIT}`)
    .all(...values, limit)
    .map(runOf);
}

/** Of one job, or the highest of all, for this source. */
export function lastAuditKey(
  db: Database,
  source: string,
  job: string | undefined,
): number | undefined {
  const last = "SELECT max(AuditKey) FROM ExportMark WHERE Source = ?";
  const key =
    job === undefined ? db.value(last, source) : db.value(`${last} AND Job = ?`, source, job);
  return key === null ? undefined : Number(key);
}

function runOf([run]: SqlRow): ExportRun {
  return JSON.parse(String(run)) as ExportRun;
}
