/** The row that is being checked: its values so far and what is wrong with it. */
import type { RowCode } from "../core/codes.ts";
import type { RowIssue } from "../core/issue.ts";
import type { Cell, Row } from "../formats/rows.ts";
import { CLEAR, type ColumnSpec, DELETE_COLUMN, OPERATION_COLUMN } from "../store/dataset-spec.ts";
import type { FeedValue } from "../store/feed.ts";
import type { CellReport } from "./cell-report.ts";
import type { PlannedValue } from "./row-plan.ts";
import type { RuleRow } from "./rules/row-rule.ts";

/** One object for all rows of a sheet: the row path makes none but the values themselves. */
export class RowUnderCheck implements CellReport, RuleRow {
  values: FeedValue[] = [];
  zone: string;
  hasError = false;
  isSkipped = false;
  /** Column of the cell that is being read. */
  column: ColumnSpec | undefined;
  cell: Cell = null;
  /** Where the cell of a column stands in the row, if the file has it. */
  indexOf: (column: string) => number | undefined = () => undefined;
  #row: Row = { number: 0, cells: [] };
  /** Where the issues of this row begin. */
  #firstIssue = 0;
  #issues: RowIssue[] = [];
  readonly #sheet: string | undefined;
  readonly #positions = new Map<string, number>();
  readonly #columns = new Map<string, ColumnSpec>();

  /** @param columns all that an issue may be about, in the file or missing from it. */
  constructor(
    sheet: string | undefined,
    plan: readonly PlannedValue[],
    columns: readonly ColumnSpec[],
    zone: string,
  ) {
    this.#sheet = sheet;
    this.zone = zone;
    for (const [position, { name }] of plan.entries()) this.#positions.set(name, position);
    for (const column of columns) this.#columns.set(column.name, column);
  }

  /** Starts the next row; its issues go into the list. */
  begin(row: Row, issues: RowIssue[]): void {
    this.values = new Array<FeedValue>(this.#positions.size).fill(null);
    this.hasError = false;
    this.isSkipped = false;
    this.#row = row;
    this.#issues = issues;
    this.#firstIssue = issues.length;
  }

  get isDelete(): boolean {
    return this.get(DELETE_COLUMN) !== null;
  }

  /** Of an updater's file: what the row does. */
  get operation(): FeedValue {
    return this.get(OPERATION_COLUMN);
  }

  position(name: string): number | undefined {
    return this.#positions.get(name);
  }

  get(name: string): FeedValue {
    const position = this.#positions.get(name);
    return position === undefined ? null : (this.values[position] ?? null);
  }

  /** The value if it is a text, not a request to clear. */
  text(name: string): string | undefined {
    const value = this.get(name);
    return typeof value === "string" && value !== CLEAR ? value : undefined;
  }

  skip(): void {
    this.isSkipped = true;
  }

  set(name: string, value: FeedValue): void {
    const position = this.#positions.get(name);
    if (position !== undefined) this.values[position] = value;
  }

  isReported(name: string): boolean {
    for (let i = this.#firstIssue; i < this.#issues.length; i++) {
      const issue = this.#issues[i];
      if (issue?.column === name && issue.severity === "error") return true;
    }
    return false;
  }

  /** An issue of the cell that is being read. */
  error(code: RowCode, message: string): null {
    this.report(code, "error", this.column, message, this.cell);
    return null;
  }

  warn(code: RowCode, message: string): void {
    this.report(code, "warning", this.column, message, this.cell);
  }

  /** An issue of a column, found after all cells were read. */
  errorIn(name: string, code: RowCode, message: string): void {
    this.report(code, "error", this.#columns.get(name), message, this.#cellOf(name));
  }

  warnIn(name: string, code: RowCode, message: string): void {
    this.report(code, "warning", this.#columns.get(name), message, this.#cellOf(name));
  }

  /** What the file has in the column. */
  #cellOf(name: string): Cell {
    const index = this.indexOf(name);
    return index === undefined ? null : (this.#row.cells[index] ?? null);
  }

  report(
    code: RowCode,
    severity: RowIssue["severity"],
    column: ColumnSpec | undefined,
    message: string,
    cell: Cell,
  ): void {
    if (severity === "error") this.hasError = true;
    const text = cell === null || column?.secret ? undefined : cellText(cell).slice(0, 200);
    this.#issues.push({
      code,
      severity,
      ...(this.#sheet === undefined ? {} : { sheet: this.#sheet }),
      row: this.#row.number,
      ...(column === undefined ? {} : { column: column.name }),
      ...(text === undefined || text === "" ? {} : { value: text }),
      message,
    });
  }
}

function cellText(cell: Exclude<Cell, null>): string {
  return typeof cell === "string" ? cell : cell.text;
}
