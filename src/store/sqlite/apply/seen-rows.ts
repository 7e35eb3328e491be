/**
 * Which records the rows of this file have met already, so that a second row for one of them is
 * noticed. Changed records carry the run's audit key and row themselves; those that were found
 * unchanged, or deleted, are kept in temporary tables, so that memory stays flat.
 */
import type { Database } from "../database.ts";

export interface SeenRows {
  /** Row that met a record before, given what the record itself carries. */
  rowOf(dataset: string, id: number, modifiedKey: number, sourceRow: number): number | undefined;
  /** Row that deleted a record with this key or ExternalId. */
  rowOfDeleted(dataset: string, externalId: string | null, key: string | null): number | undefined;
  /** Whether a row of this file has deleted anything. */
  hasDeleted(): boolean;
  unchanged(dataset: string, id: number, row: number): void;
  deleted(dataset: string, externalId: string | null, key: string | null, row: number): void;
}

const TABLES = `
  CREATE TEMP TABLE IF NOT EXISTS Unchanged (
    Dataset TEXT NOT NULL, Id INTEGER NOT NULL, Row INTEGER NOT NULL,
    PRIMARY KEY (Dataset, Id)) WITHOUT ROWID;
  CREATE TEMP TABLE IF NOT EXISTS Deleted (
    Dataset TEXT NOT NULL, ExternalId TEXT, Key TEXT, Row INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS temp.DeletedByKey ON Deleted (Key);
  CREATE INDEX IF NOT EXISTS temp.DeletedByExternalId ON Deleted (ExternalId);
  DELETE FROM temp.Unchanged; DELETE FROM temp.Deleted;`;

export function openSeenRows(db: Database, auditKey: number): SeenRows {
  db.exec(TABLES);
  const remember = db.statement(
    "INSERT INTO temp.Unchanged VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET Row = excluded.Row",
  );
  const find = db.statement("SELECT Row FROM temp.Unchanged WHERE Dataset = ? AND Id = ?");
  const bury = db.statement("INSERT INTO temp.Deleted VALUES (?, ?, ?, ?)");
  const exhume = db.statement(
    "SELECT Row FROM temp.Deleted WHERE Dataset = ? AND (ExternalId = ? OR Key = ?) LIMIT 1",
  );
  let unchanged = 0;
  let deleted = 0;
  return {
    rowOf: (dataset, id, modifiedKey, sourceRow) => {
      if (modifiedKey === auditKey) return sourceRow;
      const row = unchanged > 0 ? find.get(dataset, id) : undefined;
      return row ? Number(row[0]) : undefined;
    },
    rowOfDeleted: (dataset, externalId, key) => {
      const row = deleted > 0 ? exhume.get(dataset, externalId, key) : undefined;
      return row ? Number(row[0]) : undefined;
    },
    hasDeleted: () => deleted > 0,
    unchanged: (dataset, id, row) => {
      unchanged++;
      remember.run(dataset, id, row);
    },
    deleted: (dataset, externalId, key, row) => {
      deleted++;
      bury.run(dataset, externalId, key, row);
    },
  };
}
