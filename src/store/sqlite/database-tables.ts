/**
 * The tables of a client's databases against their definitions: what is safe is done, the rest is
 * refused, and nothing is ever lost because a file was edited.
 *
 * Safe: a new column; a column that is gone from the definition (it stays in the table, unseen, and is
 * there again when it comes back); a longer text; a shorter one when every value fits; integer to decimal
 * or int64; anything to text. Refused: another key, any other change of type, a text shorter than a value
 * of it. A table without a record is made anew, whatever has changed.
 */
import { ConfigError } from "../../core/errors.ts";
import type { ColumnKind } from "../dataset-spec.ts";
import { changedColumns, type ChangedColumn } from "./database-changes.ts";
import type { TableDefinition } from "./database-changes.ts";
import type { Database } from "./database.ts";
import { quoted, type Layout, type Layouts } from "./layout.ts";

/**
 * Runs inside the caller's transaction, before the tables are made; columns that are new are added there.
 * @throws {ConfigError} C004 with every problem of every database.
 */
export function prepareDatabases(db: Database, layouts: Layouts): void {
  const problems: string[] = [];
  for (const layout of layouts.values()) {
    const known = knownDefinition(db, layout.table);
    if (layout.spec.database) prepare(db, layout, known, problems);
    else if (known)
      problems.push(`${layout.table} is the table of a database: rename the dataset.`);
  }
  if (problems.length > 0) throw new ConfigError("C004", problems.join("\n"), { hint: WAY_OUT });
}

const WAY_OUT =
  "Put the definition back as it was, or give the database another name: the former table stays in the store.";

interface KnownTable {
  readonly name: string;
  readonly definition: TableDefinition;
}

function knownDefinition(db: Database, table: string): KnownTable | undefined {
  const row = db.statement("SELECT Name, Definition FROM DatabaseTable WHERE Name = ?").get(table);
  if (!row) return undefined;
  return { name: String(row[0]), definition: JSON.parse(String(row[1])) as TableDefinition };
}

function prepare(
  db: Database,
  layout: Layout,
  known: KnownTable | undefined,
  problems: string[],
): void {
  const { table } = layout;
  if (!known) {
    if (isTaken(db, table)) problems.push(`${table}: the store has a table of this name already.`);
    else save(db, table, definitionOf(layout, []));
    return;
  }
  if (known.name !== table) {
    problems.push(`${table}: the database is called ${known.name}, and the case can't be changed.`);
    return;
  }
  const { definition } = known;
  const fresh = definitionOf(layout, definition.columns);
  if (JSON.stringify(fresh) === JSON.stringify(definition)) return;
  if (db.value(`SELECT 1 FROM ${quoted(table)} LIMIT 1`) === null) {
    db.exec(`DROP TABLE ${quoted(table)}`);
    save(db, table, definitionOf(layout, []));
    return;
  }
  const changes = changedColumns(layout, definition);
  const found = [
    ...keyProblems(layout, definition),
    ...changes.flatMap((change) => problemsOf(db, table, change)),
  ];
  problems.push(...found.map((problem) => `${table}${problem}`));
  if (found.length > 0) return;
  for (const change of changes) convert(db, table, change);
  save(db, table, fresh);
}

function isTaken(db: Database, table: string): boolean {
  return (
    db.value("SELECT 1 FROM sqlite_schema WHERE name = ? COLLATE NOCASE LIMIT 1", table) !== null
  );
}

function keyProblems({ spec }: Layout, { key }: TableDefinition): readonly string[] {
  const isSame =
    key.length === spec.key.length &&
    key.every((name, at) => name.toLowerCase() === spec.key[at]?.toLowerCase());
  if (isSame) return [];
  return [`: the key can't be changed; it is [${key.join(", ")}], not [${spec.key.join(", ")}]`];
}

function problemsOf(db: Database, table: string, change: ChangedColumn): readonly string[] {
  const { name, from, to, max, conversion, isKey } = change;
  if (from !== to && (conversion === undefined || isKey)) {
    const what = isKey ? "a column of the key" : "the column";
    const [was, is] = [TYPE_NAMES[from] ?? from, TYPE_NAMES[to] ?? to];
    return [`.${name}: the type of ${what} can't be changed from ${was} to ${is}`];
  }
  if (max === undefined) return [];
  const text = `length(CAST(${quoted(name)} AS TEXT))`;
  const [rows = 0, longest = 0] =
    db
      .statement(`SELECT count(*), max(${text}) FROM ${quoted(table)} WHERE ${text} > ?`)
      .get(max) ?? [];
  if (rows === 0) return [];
  return [
    `.${name}: a length of ${max} does not hold ${String(rows)} of its values, which have up to ${String(longest)} characters`,
  ];
}

/** Types as definitions call them. */
const TYPE_NAMES: Partial<Readonly<Record<ColumnKind, string>>> = {
  int: "integer",
  bool: "boolean",
  number: "decimal",
};

/** Values of another storage class go through a new column. */
function convert(db: Database, table: string, { name, conversion, storage }: ChangedColumn): void {
  if (conversion === undefined || storage === undefined) return;
  const [old, fresh] = [quoted(name), quoted(`${name}$new`)];
  db.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${fresh} ${storage}`);
  db.exec(`UPDATE ${quoted(table)} SET ${fresh} = ${conversion(old)}`);
  db.exec(`ALTER TABLE ${quoted(table)} DROP COLUMN ${old}`);
  db.exec(`ALTER TABLE ${quoted(table)} RENAME COLUMN ${fresh} TO ${old}`);
}

/** What the table holds: the columns as defined, and those that a definition had before. */
function definitionOf({ spec }: Layout, former: TableDefinition["columns"]): TableDefinition {
  const columns = spec.columns
    .filter(({ transient }) => !transient)
    .map(({ name, kind, max }) => ({ name, kind, ...(max === undefined ? {} : { max }) }));
  const own = new Set(columns.map(({ name }) => name.toLowerCase()));
  const gone = former.filter(({ name }) => !own.has(name.toLowerCase()));
  return { key: spec.key, columns: [...columns, ...gone] };
}

function save(db: Database, table: string, definition: TableDefinition): void {
  db.statement(
    "INSERT INTO DatabaseTable VALUES (?, ?) ON CONFLICT DO UPDATE SET Definition = excluded.Definition",
  ).run(table, JSON.stringify(definition));
}
