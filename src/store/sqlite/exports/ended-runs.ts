/** Runs of all kinds that have ended, alike, in the order of their ends: what statistics count. */
import type { StatisticsSelection } from "../../export-snapshot.ts";
import type { Database, SqlRow, SqlValue } from "../database.ts";

export interface EndedRun {
  readonly kind: string;
  readonly run: string;
  /** Import type, or source of the job. */
  readonly type: string;
  /** Title of the job; null for imports. */
  readonly job: string | null;
  readonly file: string | null;
  readonly status: string;
  readonly user: string;
  /** ISO 8601, UTC; null where it never began. */
  readonly started: string | null;
  readonly finished: string;
  readonly durationMs: number | null;
  readonly bytes: number;
  readonly files: number;
  /** total, created, updated, unchanged, deleted, skipped, rejected; exports know the total alone. */
  readonly rows: readonly (number | null)[];
  readonly warnings: number;
  readonly codes: Readonly<Record<string, number>>;
}

const OUTCOMES = ["total", "created", "updated", "unchanged", "deleted", "skipped", "rejected"];

/** An import ends with its verdict; what is written after it changes no figure. */
const IMPORTS = `SELECT 'import' AS Kind, Id, Type, NULL AS Job, File, Status, User, StartedAt,
  DecidedAt AS EndedAt, Verdict ->> 'bytes' AS Bytes, 1 AS Files,
  ${OUTCOMES.map((name) => `Verdict ->> '$.rows.${name}'`).join(", ")},
  Verdict ->> 'warnings' AS Warnings, Verdict -> 'codes' AS Codes
  FROM Run WHERE DecidedAt IS NOT NULL AND Verdict IS NOT NULL`;

const JOBS = `SELECT Line AS Kind, Id, Run ->> '$.definition' ->> 'source' AS Type, Run ->> 'title' AS Job,
  (SELECT group_concat(value ->> 'name', ';') FROM json_each(Run, '$.files')) AS File,
  State AS Status, Run ->> 'user' AS User, Run ->> 'startedAt' AS StartedAt, FinishedAt AS EndedAt,
  (SELECT total(value ->> 'sizeBytes') FROM json_each(Run, '$.files')) AS Bytes,
  (SELECT count(*) FROM json_each(Run, '$.files')) AS Files,
  (SELECT CAST(total(value) AS INTEGER) FROM json_each(Run, '$.records')),
  NULL, NULL, NULL, NULL, NULL, NULL,
  json_array_length(Run, '$.warnings') AS Warnings,
  CASE WHEN Run ->> '$.error.code' IS NULL THEN '{}' ELSE json_object(Run ->> '$.error.code', 1) END AS Codes
  FROM ExportRun WHERE FinishedAt IS NOT NULL`;

type Period = StatisticsSelection["period"];

export function* endedRuns(db: Database, period: Period): Generator<EndedRun> {
  const { sql, values } = within(period);
  for (const row of db.statement(`SELECT * ${sql} ORDER BY EndedAt, Id`).iterate(...values)) {
    yield endedRun(row);
  }
}

export function countEnded(db: Database, period: Period): number {
  const { sql, values } = within(period);
  return Number(db.value(`SELECT count(*) ${sql}`, ...values));
}

function within({ from = "", to = "~" }: Period): { sql: string; values: readonly SqlValue[] } {
  const all = `FROM (${IMPORTS} UNION ALL ${JOBS})`;
  return { sql: `${all} WHERE EndedAt >= ? AND EndedAt < ?`, values: [from, to] };
}

function endedRun(row: SqlRow): EndedRun {
  const [kind, run, type, job, file, status, user, started, finished, bytes, files, ...rest] = row;
  const rows = rest
    .slice(0, OUTCOMES.length)
    .map((count) => (count === null ? null : Number(count)));
  const [warnings, codes] = rest.slice(OUTCOMES.length);
  const startedText = textOrNull(started);
  const end = String(finished);
  return {
    kind: String(kind),
    run: String(run),
    type: String(type),
    job: textOrNull(job),
    file: textOrNull(file),
    status: String(status),
    user: String(user),
    started: startedText,
    finished: end,
    durationMs: startedText === null ? null : Date.parse(end) - Date.parse(startedText),
    bytes: Number(bytes),
    files: Number(files),
    rows,
    warnings: Number(warnings),
    codes: JSON.parse(String(codes)) as Record<string, number>,
  };
}

function textOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
