/** Records for people: a page at a time, by conditions. */
import { UsageError } from "../../core/errors.ts";
import type { RecordCondition, RecordQuery, StoredRecord } from "../store.ts";
import { LIMIT, type Database, type SqlValue } from "./database.ts";
import { quoted, type Layouts } from "./layout.ts";
import { shownColumns, type ShownColumn } from "./record-columns.ts";

/** Records of one page at most. */
const MOST_RECORDS = 10_000;

/** @throws {UsageError} S009 for an unknown dataset or column, S010 for a value that does not fit. */
export function readRecords(
  db: Database,
  layouts: Layouts,
  query: RecordQuery,
): readonly StoredRecord[] {
  const layout = layouts.get(query.dataset);
  if (!layout) {
    throw new UsageError("S009", `There is no dataset ${query.dataset}.`, {
      hint: `Datasets: ${[...layouts.keys()].join(", ")}.`,
    });
  }
  const columns = shownColumns(layout, layouts);
  const id = `t.${quoted(layout.id)}`;
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (query.after !== undefined) {
    conditions.push(`${id} > ?`);
    values.push(query.after);
  }
  for (const condition of query.where) {
    const column = columns.find(({ name }) => isSame(name, condition.column));
    if (!column) throw unknownColumn(query.dataset, condition.column, columns);
    conditions.push(conditionOf(column, condition, values));
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  values.push(Math.min(Math.max(0, Math.trunc(query.limit)), MOST_RECORDS));
  const select = columns.map((column) => column.expression).join(", ");
  const from = `FROM ${quoted(layout.table)} AS t`;
  return db
    .statement(`SELECT ${select} ${from} ${where} ORDER BY ${id} ${LIMIT}`)
    .all(...values)
    .map((row) =>
      Object.fromEntries(columns.map(({ name }, position) => [name, row[position] ?? null])),
    );
}

function conditionOf(
  { expression, isNumber, name }: ShownColumn,
  { operator, value }: RecordCondition,
  values: SqlValue[],
): string {
  switch (operator) {
    case "is empty":
      return `(${expression} IS NULL OR ${expression} = '')`;
    case "is not empty":
      return `(${expression} IS NOT NULL AND ${expression} <> '')`;
    case "contains":
      values.push(`%${value.replace(/[\\%_]/g, "\\$&")}%`);
      return `${expression} LIKE ? ESCAPE '\\'`;
    case "!=":
      values.push(isNumber ? numberOf(name, value) : value);
      return `${expression} IS NOT ?`;
    case "=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      values.push(isNumber ? numberOf(name, value) : value);
      return `${expression} ${operator} ?`;
  }
}

function numberOf(column: string, value: string): number {
  const text = value.trim();
  if (/^(true|yes|y)$/i.test(text)) return 1;
  if (/^(false|no|n)$/i.test(text)) return 0;
  const number = Number(text);
  if (text !== "" && !Number.isNaN(number)) return number;
  throw new UsageError("S010", `${column} is compared with a number, not with '${value}'.`);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function unknownColumn(
  dataset: string,
  column: string,
  columns: readonly ShownColumn[],
): UsageError {
  const names = columns.map(({ name }) => name).join(", ");
  return new UsageError("S009", `${dataset} has no column ${column}.`, {
    hint: `Columns: ${names}.`,
  });
}
