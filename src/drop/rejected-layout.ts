/** Which cells a line of a rejected file has: the file's own, what a second drop needs, the reasons. Pure. */
import type { RowIssue } from "../core/issue.ts";
import { REJECTED_COLUMNS } from "../datasets/columns.ts";
import { foldName } from "../datasets/fold.ts";
import { CELL_CHARS } from "../formats/excel-text.ts";
import type { Cell, Row } from "../formats/rows.ts";

export interface Filling {
  /** Takes the place of every value of the column. */
  readonly always: Readonly<Record<string, string>>;
  /** Only where the cell is empty. */
  readonly ifEmpty: Readonly<Record<string, string>>;
}

export interface LayoutOptions {
  /** Names of columns whose values are left out. */
  readonly secretColumns: readonly string[];
  readonly filling: Filling;
  /** Whether ErrorCode, ErrorMessage and SourceRow follow. */
  readonly hasReasons: boolean;
  /** Texts for a field that is not there and for one that is null, where an empty cell is a value. */
  readonly marks?: { readonly missing: string; readonly nothing: string };
}

export interface Layout {
  readonly header: readonly string[];
  /** The line of one row; cells beyond the header come last, so that none is lost. */
  line(row: Row, issues: readonly RowIssue[]): readonly string[];
}

const OWN = new Set(REJECTED_COLUMNS.map(foldName));
/** @param header the file's own column names, in its order and spelling. */
export function rejectedLayout(header: readonly string[], options: LayoutOptions): Layout {
  const secret = new Set(options.secretColumns.map(foldName));
  const filled = { ...options.filling.ifEmpty, ...options.filling.always };
  const missing = Object.keys(filled).filter((name) => indexOf(header, name) < 0);
  const kept = header
    .map((_, index) => index)
    .filter((index) => !OWN.has(foldName(header[index] ?? "")));
  const always = byColumn(options.filling.always);
  const ifEmpty = byColumn(options.filling.ifEmpty);
  const hasSecret = header.some((name) => secret.has(foldName(name)));
  const value = (index: number, cell: Cell | undefined): string => {
    const column = foldName(header[index] ?? "");
    if (secret.has(column)) return "";
    const mark = markOf(cell, options.marks);
    return always.get(column) ?? mark ?? (cellText(cell) || (ifEmpty.get(column) ?? ""));
  };
  return {
    header: [
      ...kept.map((index) => header[index] ?? ""),
      ...missing,
      ...(options.hasReasons ? REJECTED_COLUMNS : []),
    ],
    line: (row, issues) => {
      // In a row that does not fit its header, a secret may stand in any column.
      const cells = hasSecret && row.fault ? [] : row.cells;
      return [
        ...kept.map((index) => value(index, cells[index])),
        ...missing.map((name) => filled[name] ?? ""),
        ...(options.hasReasons ? reasons(row.number, issues) : []),
        ...cells.slice(header.length).map(cellText),
      ];
    },
  };
}

function markOf(cell: Cell | undefined, marks: LayoutOptions["marks"]): string | undefined {
  if (!marks) return undefined;
  if (cell === null || cell === undefined) return marks.missing;
  return typeof cell !== "string" && cell.kind === "null" ? marks.nothing : undefined;
}

/** The cell as the file had it: text as it is, all else in its canonical form. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "string" ? cell : cell.text;
}

function reasons(row: number, issues: readonly RowIssue[]): readonly string[] {
  const codes = [...new Set(issues.map(({ code }) => code))].join(";");
  const messages = issues.map(messageOf).join(" | ").slice(0, CELL_CHARS);
  return [codes, messages, String(row)];
}

function messageOf({ column, message }: RowIssue): string {
  return column === undefined || message.includes(column) ? message : `${column}: ${message}`;
}

function indexOf(header: readonly string[], name: string): number {
  return header.findIndex((title) => foldName(title) === foldName(name));
}

function byColumn(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [foldName(name), value]));
}
