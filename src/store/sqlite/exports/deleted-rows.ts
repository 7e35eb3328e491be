/** What the tombstones tell of rows that are gone. */
import type { AuditRange } from "../../export-snapshot.ts";
import { KEY_SEPARATOR } from "../../fold.ts";
import type { Database, SqlValue } from "../database.ts";

/**
 * Keys of rows that were deleted in the range, each once, by ascending key. A key may have come back
 * since, or never have left: whoever takes the deletions first and the rows after them is right.
 */
export function* deletedKeys(
  db: Database,
  dataset: string,
  range: AuditRange,
): Generator<readonly string[]> {
  const sql = `SELECT DISTINCT "Key" ${fromTombstones()} ORDER BY "Key"`;
  for (const [key] of db.statement(sql).iterate(...valuesOf(dataset, range))) {
    yield String(key).split(KEY_SEPARATOR);
  }
}

export function countDeleted(db: Database, dataset: string, range: AuditRange): number {
  const sql = `SELECT count(DISTINCT "Key") ${fromTombstones()}`;
  return Number(db.value(sql, ...valuesOf(dataset, range)));
}

function fromTombstones(): string {
  return 'FROM Tombstone WHERE Dataset = ? AND AuditKey > ? AND AuditKey <= ? AND "Key" IS NOT NULL';
}

function valuesOf(
  dataset: string,
  { after = -1, upTo = Number.MAX_SAFE_INTEGER }: AuditRange,
): readonly SqlValue[] {
  return [dataset, after, upTo];
}
