/** Creates the tables of the datasets, and adds the columns that a definition has gained. */
import type { Database } from "./database.ts";
import { ENTRIES_HASH, quoted, type Layout, type Layouts, type StoredColumn } from "./layout.ts";

/** Runs inside the caller's transaction. Columns that a definition lost stay, with their values. */
export function prepareTables(db: Database, layouts: Layouts): void {
  for (const layout of layouts.values()) {
    prepareOwner(db, layout, layouts);
    for (const link of layout.links) {
      const target = layouts.get(link.target);
      if (!target) continue;
      db.exec(`CREATE TABLE IF NOT EXISTS ${quoted(link.table)} (
        OwnerId INTEGER NOT NULL REFERENCES ${idOf(layout)} ON DELETE CASCADE,
        Position INTEGER NOT NULL, TargetId INTEGER NOT NULL REFERENCES ${idOf(target)},
        Level INTEGER, PRIMARY KEY (OwnerId, Position)) WITHOUT ROWID`);
      index(db, link.table, "TargetId", "INDEX");
    }
    if (layout.entries) prepareEntries(db, layout, layout.entries);
    db.statement("INSERT INTO DatasetTable VALUES (?, 0) ON CONFLICT DO NOTHING").run(layout.table);
  }
}

function prepareOwner(db: Database, layout: Layout, layouts: Layouts): void {
  const { table } = layout;
  db.exec(`CREATE TABLE IF NOT EXISTS ${quoted(table)} (${quoted(layout.id)} INTEGER PRIMARY KEY)`);
  const known = columnsOf(db, table);
  const add = (name: string, definition: string): void => {
    if (known.has(name.toLowerCase())) return;
    db.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(name)} ${definition}`);
  };
  if (layout.external) add("ExternalId", "TEXT");
  if (layout.key !== undefined) add(layout.key, "TEXT");
  for (const column of layout.columns) add(column.name, definitionOf(column, layouts));
  if (layout.entries) add(ENTRIES_HASH, "TEXT");
  for (const name of ["CreatedKey", "ModifiedKey", "SourceRow"]) add(name, "INTEGER");
  for (const name of uniqueColumns(layout)) index(db, table, name, "UNIQUE INDEX");
  for (const column of layout.columns) {
    if (column.role === "reference") index(db, table, column.name, "INDEX");
  }
}

/** SQL names of the columns that no two records share. */
export function uniqueColumns(layout: Layout): readonly string[] {
  const { spec } = layout;
  const names = layout.columns
    .filter(
      ({ spec: column, role }) =>
        column.unique && role !== "raw" && !isOnlyKey(layout, column.name),
    )
    .map((column) => column.name);
  if (layout.external) names.unshift("ExternalId");
  if (layout.key !== undefined) names.unshift(layout.key);
  else names.unshift(...spec.key);
  return [...new Set(names)];
}

/** A folded key of one column is unique in its folded form, which is the stricter one. */
function isOnlyKey(layout: Layout, name: string): boolean {
  return layout.key !== undefined && layout.spec.key.length === 1 && layout.spec.key[0] === name;
}

function prepareEntries(
  db: Database,
  layout: Layout,
  entries: { readonly table: string; readonly columns: readonly StoredColumn[] },
): void {
  db.exec(`CREATE TABLE IF NOT EXISTS ${quoted(entries.table)} (
    OwnerId INTEGER NOT NULL REFERENCES ${idOf(layout)} ON DELETE CASCADE,
    Position INTEGER NOT NULL, PRIMARY KEY (OwnerId, Position)) WITHOUT ROWID`);
  const known = columnsOf(db, entries.table);
  for (const { name, type } of entries.columns) {
    if (known.has(name.toLowerCase())) continue;
    db.exec(`ALTER TABLE ${quoted(entries.table)} ADD COLUMN ${quoted(name)} ${type}`);
  }
}

function definitionOf(column: StoredColumn, layouts: Layouts): string {
  const target = column.role === "reference" ? layouts.get(column.spec.refers ?? "") : undefined;
  return target ? `INTEGER REFERENCES ${idOf(target)}` : column.type;
}

function idOf(layout: Layout): string {
  return `${quoted(layout.table)} (${quoted(layout.id)})`;
}

function index(db: Database, table: string, column: string, kind: "INDEX" | "UNIQUE INDEX"): void {
  const name = quoted(`${table}By${column}`);
  db.exec(`CREATE ${kind} IF NOT EXISTS ${name} ON ${quoted(table)} (${quoted(column)})`);
}

function columnsOf(db: Database, table: string): ReadonlySet<string> {
  const rows = db.statement("SELECT name FROM pragma_table_info(?)").all(table);
  return new Set(rows.map(([name]) => String(name).toLowerCase()));
}
