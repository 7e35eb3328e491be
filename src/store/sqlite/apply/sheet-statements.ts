/** The prepared statements of one sheet. */
import { uniqueColumns } from "../dataset-tables.ts";
import type { Database, SqlRow, SqlValue, Statement } from "../database.ts";
import { ENTRIES_HASH, quoted, type Layout } from "../layout.ts";

/** Positions in a record as `find...` gives it; the columns of the layout follow from `first` on. */
export const RECORD = {
  id: 0,
  modified: 1,
  row: 2,
  external: 3,
  key: 4,
  hash: 5,
  first: 6,
} as const;

export interface SheetStatements {
  readonly findById: Statement;
  readonly findByExternalId: Statement | undefined;
  readonly findByKey: Statement | undefined;
  /** Id, ExternalId?, key?, hash?, filled columns..., CreatedKey, ModifiedKey, SourceRow. */
  readonly insert: Statement;
  /** Everything, also what stands in an index: ExternalId?, key?, hash?, columns..., ModifiedKey, SourceRow, Id. */
  readonly update: Statement;
  readonly remove: Statement;
  /** Finds who has a value of a column that must be unique. */
  readonly uniques: readonly UniqueColumn[];
}

export interface UniqueColumn {
  /** Position among the columns of the layout. */
  readonly position: number;
  readonly find: Statement;
}

/** @param filled see `Sheet.filled`. */
export function sheetStatements(
  db: Database,
  layout: Layout,
  filled: readonly number[],
): SheetStatements {
  const table = quoted(layout.table);
  const id = quoted(layout.id);
  const hidden = hiddenColumns(layout);
  const columns = [...hidden, ...layout.columns.map((column) => column.name)].map(quoted);
  const record = recordColumns(layout).join(", ");
  const by = (name: string): Statement =>
    db.statement(`SELECT ${record} FROM ${table} WHERE ${quoted(name)} = ?`);
  const keyColumn = layout.key ?? layout.spec.key[0];
  const set = [...columns, "ModifiedKey", "SourceRow"].map((name) => `${name} = ?`);
  return {
    findById: by(layout.id),
    findByExternalId: layout.external ? by("ExternalId") : undefined,
    findByKey: keyColumn === undefined ? undefined : by(keyColumn),
    insert: insertStatement(db, { layout, filled }),
    update: db.statement(`UPDATE ${table} SET ${set.join(", ")} WHERE ${id} = ?`),
    remove: db.statement(`DELETE FROM ${table} WHERE ${id} = ?`),
    uniques: layout.columns.flatMap(({ name, spec }, position) =>
      spec.unique && uniqueColumns(layout).includes(name) ? [{ position, find: by(name) }] : [],
    ),
  };
}

/** Inserts one record unless something in it is taken, or `rows` records, which then must go in. */
export function insertStatement(
  db: Database,
  { layout, filled }: { readonly layout: Layout; readonly filled: readonly number[] },
  rows = 1,
): Statement {
  const own = filled.flatMap((position) => layout.columns[position]?.name ?? []);
  const columns = [layout.id, ...hiddenColumns(layout), ...own];
  const names = [...columns.map(quoted), "CreatedKey", "ModifiedKey", "SourceRow"];
  const record = `(${names.map(() => "?").join(", ")})`;
  const values = Array.from({ length: rows }, () => record).join(", ");
  const otherwise = rows === 1 ? "ON CONFLICT DO NOTHING" : "";
  const into = `INSERT INTO ${quoted(layout.table)} (${names.join(", ")})`;
  return db.statement(`${into} VALUES ${values} ${otherwise}`);
}

/** SQL names of the hidden columns that have a value of their own in each record. */
function hiddenColumns(layout: Layout): string[] {
  return [
    ...(layout.external ? ["ExternalId"] : []),
    ...(layout.key === undefined ? [] : [layout.key]),
    ...(layout.entries ? [ENTRIES_HASH] : []),
  ];
}

function recordColumns(layout: Layout): string[] {
  return [
    quoted(layout.id),
    "ModifiedKey",
    "SourceRow",
    layout.external ? "ExternalId" : "NULL",
    layout.key === undefined ? "NULL" : quoted(layout.key),
    layout.entries ? ENTRIES_HASH : "NULL",
    ...layout.columns.map((column) => quoted(column.name)),
  ];
}

/** A record for people: what its key says, else its ExternalId, else its Id. */
export function labelOf(layout: Layout, record: SqlRow): string {
  const parts = layout.spec.key
    .map((name) => valueOf(layout, record, name))
    .filter((part) => part !== null);
  if (parts.length > 0) return parts.join(" / ");
  return String(record[RECORD.external] ?? `Id ${record[RECORD.id] ?? ""}`);
}

/** Null also where the part is a reference: its Id would tell nobody anything. */
function valueOf(layout: Layout, record: SqlRow, name: string): SqlValue {
  const position = layout.columns.findIndex((column) => column.name === name);
  return position < 0 ? null : (record[RECORD.first + position] ?? null);
}
