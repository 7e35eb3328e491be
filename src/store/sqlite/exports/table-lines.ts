/** A part of a table of the Info Mart: its rows, and their lines of CSV, in SQL. */
import { UsageError } from "../../../core/errors.ts";
import {
  AUDIT_LOG,
  type CALENDAR_COLUMNS,
  type AuditRange,
  type QuarterHours,
  type TablePart,
  type TableValue,
} from "../../export-snapshot.ts";
import type { Database } from "../database.ts";
import type { Layout, Layouts } from "../layout.ts";
import { shownColumns } from "../record-columns.ts";
import { CELL_END, csvPage, ROW_END } from "./csv-page.ts";
import { countOf, type Lines, type Rows } from "./row-pages.ts";
import { columnOf, type SelectedRows } from "./selected-rows.ts";
import { literal } from "./sql-text.ts";

const QUARTER_HOUR = 900;

export interface TableSource {
  readonly db: Database;
  readonly layouts: Layouts;
  readonly selected: SelectedRows;
}

type Part = Exclude<TablePart, { readonly kind: "rows" }>;

export function countPart(source: TableSource, part: TablePart, audit: AuditRange): number {
  return part.kind === "rows" ? part.rows.length : countOf(source.db, rowsOf(source, part, audit));
}

/** @throws {UsageError} S009 */
export function linesOf(source: TableSource, part: Part, audit: AuditRange): Lines {
  const columns = columnsOf(source, part);
  const cells = part.values.map((value) => (value === null ? "NULL" : valueOf(columns, value)));
  // concat takes NULL for an empty text.
  const line = `concat(${cells.join(`, ${CELL_END}, `)})`;
  return { ...rowsOf(source, part, audit), line, end: ROW_END, finish: csvPage };
}

function rowsOf({ db, selected }: TableSource, part: Part, audit: AuditRange): Rows {
  if (part.kind === "calendar") return quarterHours(db, selected, part.source, audit);
  if (part.source !== AUDIT_LOG.name) return selected.rowsOf({ dataset: part.source, audit });
  const { after = -1, upTo = Number.MAX_SAFE_INTEGER } = audit;
  const within = ` WHERE t.AUDIT_KEY > ${after} AND t.AUDIT_KEY <= ${upTo}`;
  return {
    from: `${AUDIT_LOG.name} AS t${selected.isAll(audit) ? "" : within}`,
    id: "t.AUDIT_KEY",
  };
}

/** The quarter hours that the facts of this export lie in, so that no fact names a missing one. */
function quarterHours(
  db: Database,
  selected: SelectedRows,
  source: QuarterHours,
  audit: AuditRange,
): Rows {
  return selected.keep(JSON.stringify([source, audit]), (kept) => {
    const layout = selected.layout(source.dataset);
    const { from } = selected.rowsOf({ dataset: source.dataset, audit });
    const starts = source.columns.map((name) => startOf(columnOf(layout, name), QUARTER_HOUR));
    const all = starts.map((start) => `SELECT ${start} FROM ${from} WHERE ${start} IS NOT NULL`);
    db.exec(`INSERT INTO ${kept} ${all.join(" UNION ")} ORDER BY 1`);
    return { from: `${kept} AS s`, id: "s.Id" };
  });
}

/** SQL of each column that a part may name. */
type SourceColumns = ReadonlyMap<string, string>;

function columnsOf({ layouts, selected }: TableSource, part: Part): SourceColumns {
  if (part.kind === "calendar") return CALENDAR;
  if (part.source === AUDIT_LOG.name) {
    return new Map(AUDIT_LOG.columns.map((name) => [name, `t.${name}`]));
  }
  return datasetColumns(selected.layout(part.source), layouts);
}

function datasetColumns(layout: Layout, layouts: Layouts): SourceColumns {
  return new Map([
    ["CreatedKey", "t.CreatedKey"],
    ["ModifiedKey", "t.ModifiedKey"],
    // A column Id of the data itself stands after the number of the record, and wins.
    ...shownColumns(layout, layouts).map(({ name, expression }) => [name, expression] as const),
  ]);
}

const CALENDAR: SourceColumns = new Map<(typeof CALENDAR_COLUMNS)[number], string>([
  ["QuarterHourKey", "s.Id"],
  ["HalfHourKey", floored("s.Id", 1_800)],
  ["HourKey", floored("s.Id", 3_600)],
  ["DayKey", floored("s.Id", 86_400)],
  ["Time", "datetime(s.Id, 'unixepoch')"],
  ["Date", "date(s.Id, 'unixepoch')"],
]);

function valueOf(columns: SourceColumns, value: TableValue): string {
  const column = (name: string): string => {
    const found = columns.get(name);
    if (found !== undefined) return found;
    throw new UsageError("S009", `A table of the Info Mart names ${name}, which its source lacks.`);
  };
  if (typeof value === "string") return column(value);
  if ("constant" in value) return literal(value.constant);
  if ("seconds" in value) return startOf(column(value.seconds), 1);
  if ("quarterHour" in value) return startOf(column(value.quarterHour), QUARTER_HOUR);
  return value.sum.map((one) => (typeof one === "number" ? String(one) : column(one))).join(" + ");
}

/** Seconds since 1970 of a datetime, down to a multiple of `step`. */
function startOf(column: string, step: number): string {
  return floored(`unixepoch(${column})`, step);
}

/** SQLite's remainder has the sign of its left side, and instants before 1970 are negative. */
function floored(seconds: string, step: number): string {
  return step === 1 ? seconds : `(${seconds} - ((${seconds} % ${step}) + ${step}) % ${step})`;
}
