/** Rows of the table Run as records, and the queries over them. */
import type { RunRecord, Verdict } from "../run.ts";
import type { RunFilter } from "../store.ts";
import { LIMIT, type Database, type SqlRow, type SqlValue } from "./database.ts";

const SELECT = `SELECT Id, Type, File, InProcessName, HistoryName, State, Attempt, User, ClaimedAt,
  StartedAt, FinishedAt, Verdict, Files FROM Run`;
const MOST_RUNS = 1_000;
const USUAL_RUNS = 100;

export function readRun(db: Database, id: string): RunRecord | undefined {
  const row = db.statement(`${SELECT} WHERE Id = ?`).get(id);
  return row ? runOf(row) : undefined;
}

/** Newest first: ids sort by the time of the run. */
export function readRuns(db: Database, filter: RunFilter): readonly RunRecord[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...more: readonly SqlValue[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (filter.type !== undefined) add("Type = ?", filter.type);
  if (filter.status !== undefined) add("Status = ?", filter.status);
  if (filter.file !== undefined) add("File = ?", filter.file);
  if (filter.before !== undefined) add("Id < ?", filter.before);
  if (filter.finishedBefore !== undefined) add("FinishedAt < ?", filter.finishedBefore);
  if (filter.states) {
    add(`State IN (${filter.states.map(() => "?").join(", ")})`, ...filter.states);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const limit = Math.min(Math.max(0, Math.trunc(filter.limit ?? USUAL_RUNS)), MOST_RUNS);
  const rows = db.statement(`${SELECT} ${where} ORDER BY Id DESC ${LIMIT}`).all(...values, limit);
  return rows.map(runOf);
}

function runOf(row: SqlRow): RunRecord {
  const [id, type, file, inProcessName, historyName, state, attempt, user, ...rest] = row;
  const [claimedAt, startedAt, finishedAt, verdict, files] = rest;
  return {
    id: String(id),
    type: String(type),
    file: String(file),
    inProcessName: String(inProcessName),
    historyName: String(historyName),
    state: state as RunRecord["state"],
    attempt: Number(attempt),
    user: String(user),
    claimedAt: String(claimedAt),
    startedAt: String(startedAt),
    ...(typeof finishedAt === "string" ? { finishedAt } : {}),
    ...(typeof verdict === "string" ? { verdict: JSON.parse(verdict) as Verdict } : {}),
    ...(typeof files === "string" ? { files: JSON.parse(files) as Record<string, string> } : {}),
  };
}
