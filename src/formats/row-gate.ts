/** What every table with a header row must pass: limits, the width of the header, blank rows. */
import { InputError } from "../core/errors.ts";
import { cellText, columnLetters, forbiddenCharacter, isBlank } from "./cell-text.ts";
import { overLimit } from "./faults.ts";
import type { Cell, ReadLimits, Row, RowFault } from "./rows.ts";

export interface GateOptions {
  readonly limits: ReadLimits;
  /** Whether a row must have all columns of the header, as in a file with delimiters. */
  readonly isRagged: boolean;
  /** Whether the characters of the cells are to be looked at, or were by the reader. */
  readonly checksText: boolean;
}

/** Takes the rows of one table in their order; the first one that is not blank is the header. */
export class RowGate {
  readonly #limits: ReadLimits;
  readonly #isRagged: boolean;
  readonly #checksText: boolean;
  #width: number | undefined;
  #rows = 0;

  constructor(options: GateOptions) {
    this.#limits = options.limits;
    this.#isRagged = options.isRagged;
    this.#checksText = options.checksText;
  }

  /** Columns of the header; undefined before it came. */
  get width(): number | undefined {
    return this.#width;
  }

  /**
   * The row as it goes on; undefined for a blank one.
   * @param cells the array is taken over.
   * @param fault what the reader found wrong already.
   * @throws {InputError} F009
   */
  pass(number: number, cells: Cell[], fault?: RowFault): Row | undefined {
    const count = cells.length;
    if (trimEnd(cells) === 0 && fault === undefined) return undefined;
    this.#checkLengths(number, cells);
    if (this.#width === undefined) return this.#header(number, cells, fault);
    this.count();
    let found = fault ?? this.#wrongCount(count, cells);
    if (this.#checksText) found ??= forbiddenFault(cells);
    return found === undefined ? { number, cells } : { number, cells, fault: found };
  }

  /** Counts a row below the header, also one that went another way. @throws {InputError} F009 */
  count(): void {
    if (++this.#rows > this.#limits.rows) {
      throw overLimit("rows", this.#limits, "the number of rows");
    }
  }

  /** Whether the row has the columns of the header and no cell over the limit. */
  fits(cells: readonly Cell[]): boolean {
    if (cells.some((cell) => cellText(cell).length > this.#limits.cellChars)) return false;
    return this.#width === undefined || this.#wrongCount(cells.length, cells) === undefined;
  }

  #header(number: number, cells: Cell[], fault: RowFault | undefined): Row {
    if (fault !== undefined) {
      throw new InputError("F006", `the header row ${number} can't be read: ${fault.message}`);
    }
    if (cells.length > this.#limits.headerColumns) {
      throw overLimit("headerColumns", this.#limits, `the number of columns (${cells.length})`);
    }
    this.#width = cells.length;
    return { number, cells };
  }

  #wrongCount(count: number, cells: readonly Cell[]): RowFault | undefined {
    const width = this.#width ?? 0;
    const isLong = cells.length > width && !cells.slice(width).every(isBlank);
    if (!isLong && (count >= width || !this.#isRagged)) return undefined;
    const found = isLong ? cells.length : count;
    return { code: "R017", message: `expected ${width} columns, found ${found}` };
  }

  #checkLengths(number: number, cells: readonly Cell[]): void {
    const { cellChars } = this.#limits;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? null;
      if (cell === null || cellText(cell).length <= cellChars) continue;
      const what = `the text in row ${number}, column ${columnLetters(i)}`;
      throw overLimit("cellChars", this.#limits, what);
    }
  }
}

/** R002 when a cell holds a character that no text may hold. */
export function forbiddenFault(cells: readonly Cell[]): RowFault | undefined {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (typeof cell !== "string") continue;
    const found = forbiddenCharacter(cell);
    if (found === undefined) continue;
    const message = `column ${columnLetters(i)} holds the character ${found}, which no text may hold`;
    return { code: "R002", message };
  }
  return undefined;
}

/** Removes empty cells at the end; 0 when nothing but blanks is left in the row. */
function trimEnd(cells: Cell[]): number {
  while (cells.length > 0 && (cells[cells.length - 1] ?? null) === null) cells.pop();
  return cells.every(isBlank) ? 0 : cells.length;
}
