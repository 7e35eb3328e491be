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
import { countOf, type Lines, type Rows } from "./row-pages.ts";
import { columnOf, isBounded, type SelectedRows } from "./selected-rows.ts";
import { literal } from "./sql-text.ts";

const QUARTER_HOUR = 900;
const CRLF = "char(13, 10)";

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
  const cells = part.values.map((value) => (value === null ? "NULL" : cellOf(columns, value)));
  // concat takes NULL for an empty text.
  const line = `concat(${cells.join(", ',', ")})`;
  return { ...rowsOf(source, part, audit), line, end: CRLF };
}

function rowsOf({ db, selected }: TableSource, part: Part, audit: AuditRange): Rows {
  if (part.kind === "calendar") return quarterHours(db, selected, part.source, audit);
  if (part.source !== AUDIT_LOG.name) return selected.rowsOf({ dataset: part.source, audit });
  const { after = -1, upTo = Number.MAX_SAFE_INTEGER } = audit;
  const within = ` WHERE t.AUDIT_KEY > ${after} AND t.AUDIT_KEY <= ${upTo}`;
  return {
    from: `${AUDIT_LOG.name} AS t${isBounded(audit) ? within : ""}`,
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

interface SourceColumn {
  /** SQL */
  readonly expression: string;
  /** Digits never need quotes. */
  readonly isNumber: boolean;
}

type SourceColumns = ReadonlyMap<string, SourceColumn>;

/** The columns that a part may name. */
function columnsOf({ layouts, selected }: TableSource, part: Part): SourceColumns {
  if (part.kind === "calendar") return CALENDAR;
  if (part.source === AUDIT_LOG.name) {
    return new Map(AUDIT_LOG.columns.map((name) => [name, textColumn(`t.${name}`)]));
  }
  return datasetColumns(selected.layout(part.source), layouts);
}

function datasetColumns(layout: Layout, layouts: Layouts): SourceColumns {
  return new Map([
    ["CreatedKey", numberColumn("t.CreatedKey")],
    ["ModifiedKey", numberColumn("t.ModifiedKey")],
    // A column Id of the data itself stands after the number of the record, and wins.
    ...shownColumns(layout, layouts).map(
      ({ name, expression, isNumber }) => [name, { expression, isNumber }] as const,
    ),
  ]);
}

const CALENDAR: SourceColumns = new Map<(typeof CALENDAR_COLUMNS)[number], SourceColumn>([
  ["QuarterHourKey", numberColumn("s.Id")],
  ["HalfHourKey", numberColumn(floored("s.Id", 1_800))],
  ["HourKey", numberColumn(floored("s.Id", 3_600))],
  ["DayKey", numberColumn(floored("s.Id", 86_400))],
  ["Time", numberColumn("datetime(s.Id, 'unixepoch')")],
  ["Date", numberColumn("date(s.Id, 'unixepoch')")],
]);

function numberColumn(expression: string): SourceColumn {
  return { expression, isNumber: true };
}

function textColumn(expression: string): SourceColumn {
  return { expression, isNumber: false };
}

/** A cell of CSV, as SQL. */
function cellOf(columns: SourceColumns, value: TableValue): string {
  const { expression, isNumber } = valueOf(columns, value);
  return isNumber ? expression : quotedCell(expression);
}

function valueOf(columns: SourceColumns, value: TableValue): SourceColumn {
  const column = (name: string): SourceColumn => {
    const found = columns.get(name);
    if (found) return found;
    throw new UsageError("S009", `A table of the Info Mart names ${name}, which its source lacks.`);
  };
  if (typeof value === "string") return column(value);
  if ("constant" in value) return textColumn(literal(value.constant));
  if ("seconds" in value) return numberColumn(startOf(column(value.seconds).expression, 1));
  if ("quarterHour" in value) {
    return numberColumn(startOf(column(value.quarterHour).expression, QUARTER_HOUR));
  }
  const terms = value.sum.map((one) =>
    typeof one === "number" ? String(one) : column(one).expression,
  );
  return numberColumn(terms.join(" + "));
}

/** Seconds since 1970 of a datetime, down to a multiple of `step`. */
function startOf(column: string, step: number): string {
  return floored(`unixepoch(${column})`, step);
}

/** SQLite's remainder has the sign of its left side, and instants before 1970 are negative. */
function floored(seconds: string, step: number): string {
  return step === 1 ? seconds : `(${seconds} - ((${seconds} % ${step}) + ${step}) % ${step})`;
}

/** RFC 4180: quoted where the text has a comma, a quote or a line break. */
function quotedCell(text: string): string {
  const special = `'*[",' || char(10, 13) || ']*'`;
  const quotes = `'"' || replace(${text}, '"', '""') || '"'`;
  return `CASE WHEN ${text} GLOB ${special} THEN ${quotes} ELSE ${text} END`;
}
