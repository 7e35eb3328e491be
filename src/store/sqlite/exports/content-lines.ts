/** The rows of a dataset for another database: lines of CSV or elements of XML, in SQL. */
import type { AuditRange, ContentColumns, ContentSelection } from "../../export-snapshot.ts";
import type { ColumnSpec } from "../../dataset-spec.ts";
import type { Layout, Layouts } from "../layout.ts";
import { shownColumns, type ShownColumn } from "../record-columns.ts";
import { CELL_END, csvPage, ROW_END } from "./csv-page.ts";
import type { Lines, Rows } from "./row-pages.ts";
import { textLiteral } from "./sql-text.ts";

/** How a cell says NULL; an empty one says an empty text. */
const NULL_CELL = "'\\N'";
/** Kinds whose stored text needs no references to characters. */
const PLAIN: ReadonlySet<ColumnSpec["kind"]> = new Set(["datetime", "date", "time", "int64"]);
/** A text with one of these has references to characters in XML; a parser makes others of a bare CR. */
const REFERRED = `'*[&<>' || char(13) || ']*'`;
/** What no document of XML 1.0 may hold, not even by a reference (section 2.2). */
const NO_XML = `'*[' || char(1) || '-' || char(8, 11, 12, 14) || '-' || char(31, 65534, 65535) || ']*'`;

/** The columns that leave: neither secrets nor what Quayside keeps for itself. */
export function contentColumns(layout: Layout, layouts: Layouts): ContentColumns {
  const names = columnsOf(layout, layouts).map(({ name }) => name);
  return { names, key: layout.spec.key };
}

/** @param rows the selected rows of the dataset. */
export function contentLines(
  rows: Rows,
  layout: Layout,
  layouts: Layouts,
  { format, changes }: ContentSelection,
): Lines {
  const columns = columnsOf(layout, layouts);
  const operation = changes === undefined ? undefined : operationOf(changes);
  return format === "csv"
    ? { ...rows, line: csvOf(layout, columns, operation), end: ROW_END, finish: csvPage }
    : { ...rows, line: xmlOf(layout, columns, operation), end: "char(10)" };
}

/** Only datasets with Id and ExternalId of Quayside show them; the first column is always the Id. */
function columnsOf(layout: Layout, layouts: Layouts): readonly ShownColumn[] {
  return shownColumns(layout, layouts).filter(
    (_column, position) => layout.spec.common || position > 0,
  );
}

/** The client has seen the rows up to `after`; without one it has none. */
function operationOf({ after }: AuditRange): string {
  return after === undefined ? "'I'" : `CASE WHEN t.CreatedKey > ${after} THEN 'I' ELSE 'U' END`;
}

function csvOf(
  layout: Layout,
  columns: readonly ShownColumn[],
  operation: string | undefined,
): string {
  const texts = columns.map((column) => cellOf(layout, column).text);
  const cells = operation === undefined ? texts : [operation, ...texts];
  return `concat(${cells.join(`, ${CELL_END}, `)})`;
}

/** SQL that is true where `x` has the text. */
function holds(text: string): string {
  return `instr(x, ${text})`;
}

/**
 * Most rows have nothing that needs care: one look at all of their text, as `x`, takes a fifth of the
 * time of looking at each cell (and GLOB, which reads sets of characters, ten times that of instr).
 */
function unless(
  conditions: readonly string[],
  all: string,
  { careful, plain }: { readonly careful: string; readonly plain: string },
): string {
  const isSpecial = conditions.join(" OR ");
  return `(SELECT CASE WHEN ${isSpecial} THEN ${careful} ELSE ${plain} END FROM (SELECT ${all} AS x))`;
}

interface ContentCell {
  /** SQL; its value is never NULL. */
  readonly text: string;
  readonly isPlain: boolean;
}

function cellOf(layout: Layout, { name, expression, isNumber }: ShownColumn): ContentCell {
  const spec = layout.spec.columns.find((column) => column.name === name);
  const kind = spec?.refers === undefined ? spec?.kind : undefined;
  const isPlain = isNumber || (kind !== undefined && PLAIN.has(kind));
  const text = kind === "number" ? exactNumber(expression) : truthOr(kind, expression);
  return { text: `ifnull(${text}, ${NULL_CELL})`, isPlain };
}

function truthOr(kind: ColumnSpec["kind"] | undefined, expression: string): string {
  if (kind !== "bool") return expression;
  return `CASE ${expression} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END`;
}

/** SQLite writes 15 digits; where they are not the number itself 17 are. */
function exactNumber(expression: string): string {
  const short = `CAST(${expression} AS TEXT)`;
  return `CASE WHEN ${expression} IS NULL OR CAST(${short} AS REAL) = ${expression} THEN ${short} ELSE format('%!.17g', ${expression}) END`;
}

/** NULL where the row has a character that XML can't hold. */
function xmlOf(
  layout: Layout,
  columns: readonly ShownColumn[],
  operation: string | undefined,
): string {
  const cells = columns.map((column) => ({ name: column.name, cell: cellOf(layout, column) }));
  const start = operation === undefined ? "'<RECORD>'" : `'<RECORD ACTION="', ${operation}, '">'`;
  const record = (text: (cell: ContentCell) => string): string => {
    const elements = cells.map(
      ({ name, cell }) =>
        `${textLiteral(`<${name}>`)}, ${text(cell)}, ${textLiteral(`</${name}>`)}`,
    );
    return `concat(${[start, ...elements].join(", ")}, '</RECORD>')`;
  };
  const plain = record(({ text }) => text);
  const texts = cells.filter(({ cell }) => !cell.isPlain).map(({ cell }) => cell.text);
  if (texts.length === 0) return plain;
  const all = `concat(${texts.join(", ")})`;
  const careful = `CASE WHEN x GLOB ${NO_XML} THEN NULL ELSE ${record(xmlText)} END`;
  const signs = ["'&'", "'<'", "'>'", "char(13)", "char(65534)", "char(65535)"];
  // JSON writes control characters as \u00.., and little else like that.
  const control = "instr(json_quote(x), '\\u00')";
  return unless([...signs.map(holds), control], all, { careful, plain });
}

function xmlText({ text, isPlain }: ContentCell): string {
  if (isPlain) return text;
  const replaced = [
    ["'&'", "'&amp;'"],
    ["'<'", "'&lt;'"],
    ["'>'", "'&gt;'"],
    ["char(13)", "'&#13;'"],
  ].reduce((inner, [from = "", to = ""]) => `replace(${inner}, ${from}, ${to})`, text);
  return `CASE WHEN ${text} GLOB ${REFERRED} THEN ${replaced} ELSE ${text} END`;
}
