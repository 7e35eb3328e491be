/**
 * Which rows a selection takes. The ids are looked up once, into a table of the snapshot's own
 * temporary database, and serve the count, the pages and the selections that depend on them.
 *
 * There are no indexes for it: one scan of a million interactions takes a second of an export,
 * while an index over their dates makes the import of an old history half as slow again.
 */
import { UsageError } from "../../../core/errors.ts";
import type { AuditRange, RecordSelection } from "../../export-snapshot.ts";
import type { Database, SqlValue } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";
import type { Rows } from "./row-pages.ts";

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export class SelectedRows {
  readonly #db: Database;
  readonly #layouts: Layouts;
  readonly #auditKey: number;
  /** Rows by what selects them. */
  readonly #known = new Map<string, Rows>();

  /** @param auditKey the highest that the snapshot holds. */
  constructor(db: Database, layouts: Layouts, auditKey: number) {
    this.#db = db;
    this.#layouts = layouts;
    this.#auditKey = auditKey;
  }

  /** @throws {UsageError} S009 */
  layout(dataset: string): Layout {
    const layout = this.#layouts.get(dataset);
    if (layout) return layout;
    throw new UsageError("S009", `There is no dataset ${dataset}.`, {
      hint: `Datasets: ${[...this.#layouts.keys()].join(", ")}.`,
    });
  }

  /** Rows of the dataset's table `t`. @throws {UsageError} S009 */
  rowsOf(selection: RecordSelection): Rows {
    const layout = this.layout(selection.dataset);
    const conditions = this.#conditions(layout, selection);
    const table = `${quoted(layout.table)} AS t`;
    const id = `t.${quoted(layout.id)}`;
    if (conditions.length === 0) return { from: table, id };
    return this.keep(JSON.stringify(selection), (kept) => {
      const where = conditions.map(({ sql }) => `(${sql})`).join(" AND ");
      const values = conditions.flatMap((condition) => condition.values);
      const insert = `INSERT INTO ${kept} SELECT ${id} FROM ${table} WHERE ${where} ORDER BY ${id}`;
      this.#db.statement(insert).run(...values);
      // CROSS JOIN: SQLite must not turn the order of the tables round.
      return { from: `${kept} AS s CROSS JOIN ${table} ON ${id} = s.Id`, id: "s.Id" };
    });
  }

  /** Fills a new table of ids once for each `key`. */
  keep(key: string, fill: (table: string) => Rows): Rows {
    const known = this.#known.get(key);
    if (known) return known;
    const table = `temp.Selected${this.#known.size + 1}`;
    this.#db.exec(`CREATE TABLE ${table} (Id INTEGER PRIMARY KEY)`);
    const rows = fill(table);
    this.#known.set(key, rows);
    return rows;
  }

  /** Whether every record of the snapshot lies within the range. */
  isAll({ after, upTo = Number.MAX_SAFE_INTEGER }: AuditRange): boolean {
    return after === undefined && upTo >= this.#auditKey;
  }

  #conditions(layout: Layout, selection: RecordSelection): readonly Condition[] {
    const { mediaTypes, period, audit, of } = selection;
    const conditions: Condition[] = [];
    if (mediaTypes) {
      const spellings = mediaTypes.flatMap(spellingsOf);
      const marks = spellings.map(() => "?").join(", ");
      const column = columnOf(layout, "MEDIATYPEID");
      conditions.push({ sql: `${column} COLLATE NOCASE IN (${marks})`, values: spellings });
    }
    if (period) {
      const column = columnOf(layout, period.field);
      conditions.push({ sql: `${column} IS NOT NULL`, values: [] });
      if (period.from !== undefined) {
        conditions.push({ sql: `${column} >= ?`, values: [instantOf(period.from)] });
      }
      if (period.to !== undefined) {
        conditions.push({ sql: `${column} < ?`, values: [instantOf(period.to)] });
      }
    }
    if (audit && !this.isAll(audit)) conditions.push(auditCondition(audit));
    if (of) conditions.push(this.#namesOneOf(columnOf(layout, of.column), of.selection));
    return conditions;
  }

  #namesOneOf(column: string, selection: RecordSelection): Condition {
    const { spec } = this.layout(selection.dataset);
    const [key] = spec.key;
    if (key === undefined || spec.key.length > 1 || spec.keyCase !== "exact") {
      throw new UsageError("S009", `Nothing can name a record of ${spec.name} by its key.`);
    }
    const { from } = this.rowsOf(selection);
    return { sql: `${column} IN (SELECT t.${quoted(key)} FROM ${from})`, values: [] };
  }
}

/** Created or changed last in the range. */
function auditCondition({ after = -1, upTo = Number.MAX_SAFE_INTEGER }: AuditRange): Condition {
  const within = (column: string): string => `t.${column} > ? AND t.${column} <= ?`;
  return {
    sql: `(${within("ModifiedKey")}) OR (${within("CreatedKey")})`,
    values: [after, upTo, after, upTo],
  };
}

/** NOCASE folds a to z alone; other letters are met in the spellings that people use. */
function spellingsOf(name: string): readonly string[] {
  return [...new Set([name, name.toLowerCase(), name.toUpperCase()])];
}

/** As datetime columns are stored, so that texts compare as instants do. */
function instantOf(text: string): string {
  return new Date(text).toISOString();
}

/** @throws {UsageError} S009 */
export function columnOf(layout: Layout, name: string): string {
  const column = layout.columns.find((one) => one.name === name && one.role === "value");
  if (column) return `t.${quoted(column.name)}`;
  throw new UsageError("S009", `${layout.table} has no column ${name}.`);
}
