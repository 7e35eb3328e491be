/** One sheet: events of its XML to rows. */
import { columnLetters } from "../cell-text.ts";
import { corrupt, overLimit } from "../faults.ts";
import { RowGate } from "../row-gate.ts";
import type { Cell, PlainTaker, ReadLimits, Row, RowFault } from "../rows.ts";
import type { Attributes } from "../sax.ts";
import { columnOf } from "./cell-address.ts";
import { cellValue, type CellContext } from "./cell-value.ts";
import { PLAIN } from "./number-format.ts";
import { isTrue } from "./part-text.ts";
import type { ItemSink } from "./plain-items.ts";
import { SheetRecord, type SharedBytes } from "./plain-record.ts";
import { PlainRow } from "./plain-row.ts";
import { longer, RichText, unescapeText } from "./rich-text.ts";

/** The size of a sheet, which no address may leave. */
const MAX_COLUMNS = 16_384;
const MAX_ROWS = 1_048_576;
const BATCH_ROWS = 500;
/** A record that the taker leaves alone takes so many with it, so that no batch is a row or two. */
const UNTAKEN_ROWS = 32;

/** Collects the rows of `<sheetData>`; take them out between two chunks of the part. */
export class SheetRows implements ItemSink {
  readonly #context: CellContext;
  readonly #limits: ReadLimits;
  readonly #gate: RowGate;
  readonly #inline: RichText;
  readonly #plain = new PlainRow();
  #taker: PlainTaker | undefined;
  #record: SheetRecord | undefined;
  #rows: Row[] = [];
  /** How many rows the sheet hides; they are read all the same. */
  hiddenRows = 0;

  #isData = false;
  #isCell = false;
  #number = 0;
  #cells: Cell[] = [];
  #fault: RowFault | undefined;
  #column = -1;
  #type = "";
  #style = "";
  #value: string | undefined;
  #inlineText: string | undefined;
  #formula: string | undefined;
  #target: "value" | "formula" | "inline" | undefined;

  constructor(context: CellContext, limits: ReadLimits) {
    this.#context = context;
    this.#limits = limits;
    this.#inline = new RichText(limits);
    this.#gate = new RowGate({ limits, isRagged: false, checksText: true });
  }

  /** From the next row on, `taker` is asked first. */
  offer(taker: PlainTaker, strings: SharedBytes): void {
    this.#taker = taker;
    const { formats } = this.#context;
    this.#record = new SheetRecord({
      width: this.#gate.width ?? 0,
      cellChars: this.#limits.cellChars,
      strings,
      isPlainStyle: (style) => (formats[style] ?? PLAIN).kind === "plain",
    });
  }

  /** Whether the rows read so far are to be taken before more come. */
  get isFull(): boolean {
    if (this.#taker === undefined) return this.#rows.length >= BATCH_ROWS;
    return this.#taker.isFull || this.#rows.length >= UNTAKEN_ROWS;
  }

  /** Takes the rows read so far, of which there may be none; `isLast` also those that are not many. */
  *take(isLast: boolean): Generator<readonly Row[]> {
    if (!this.isFull && !isLast) return;
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0 || !isLast) yield rows;
  }

  get isBetweenItems(): boolean {
    return this.#isData && !this.#isCell;
  }

  takeBytes(bytes: Buffer, at: number): number {
    const record = this.#record;
    // What is taken would come before the rows of the batch.
    if (record === undefined || this.#rows.length > 0) return 0;
    const next = record.read(bytes, at);
    const { number } = record;
    if (next === 0 || number <= this.#number || number > MAX_ROWS) return 0;
    if (this.#taker?.take(record, number) !== true) return 0;
    this.#number = number;
    this.#gate.count();
    return next;
  }

  takeItem(text: string): boolean {
    const { cellChars } = this.#limits;
    const plain = this.#plain;
    if (!plain.read(text)) return false;
    for (let i = 0; i < plain.count; i++) {
      const { value = "", inline = "" } = plain.cells[i] ?? {};
      if (value.length > cellChars || inline.length > cellChars) return false;
    }
    this.#openRow(plain.r, plain.hidden);
    for (let i = 0; i < plain.count; i++) {
      const { r, t, s, value, inline } = plain.cells[i] ?? {};
      this.#openCell(r, t, s);
      this.#value = value;
      this.#inlineText = inline === undefined ? undefined : unescapeText(inline);
      this.#isCell = false;
      this.#setCell();
    }
    this.#closeRow();
    this.#record?.trust(text);
    return true;
  }

  open(name: string, attributes: Attributes): void {
    const { r, t, s, hidden } = attributes;
    if (!this.#isData) this.#isData = name === "sheetData";
    else if (this.#isCell) this.#openInCell(name);
    else if (name === "c") this.#openCell(r, t, s);
    else if (name === "row") this.#openRow(r, hidden);
  }

  #openRow(r: string | undefined, hidden: string | undefined): void {
    const before = this.#number;
    this.#number = r === undefined ? before + 1 : Number(r);
    // Numbers that do not grow would let two rows be mistaken for each other.
    if (!(Number.isInteger(this.#number) && this.#number > before && this.#number <= MAX_ROWS)) {
      throw corrupt(`a row of the sheet has the number ${r ?? this.#number} after ${before}`);
    }
    if (isTrue(hidden)) this.hiddenRows++;
    this.#cells = [];
    this.#fault = undefined;
    this.#column = -1;
  }

  #openCell(r: string | undefined, t: string | undefined, s: string | undefined): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    if (this.#column < 0 || this.#column >= MAX_COLUMNS) {
      throw corrupt(
        `a cell in row ${this.#number} has the address ${r ?? "beyond the last column"}`,
      );
    }
    this.#isCell = true;
    this.#type = t ?? "n";
    this.#style = s ?? "";
    this.#value = undefined;
    this.#inlineText = undefined;
    this.#formula = undefined;
    this.#target = undefined;
  }

  #openInCell(name: string): void {
    if (name === "v") {
      this.#target = "value";
      this.#value = "";
    } else if (name === "f") {
      this.#target = "formula";
      this.#formula = "";
    } else if (name === "is") {
      this.#target = "inline";
    } else {
      this.#inline.open(name);
    }
  }

  text(text: string): void {
    const limits = this.#limits;
    if (this.#target === "value") this.#value = longer(this.#value ?? "", text, limits);
    else if (this.#target === "formula") this.#formula = longer(this.#formula ?? "", text, limits);
    else if (this.#target === "inline") this.#inline.add(text);
  }

  close(name: string): void {
    if (this.#isCell) this.#closeInCell(name);
    else if (name === "row" && this.#isData) this.#closeRow();
    else if (name === "sheetData") this.#isData = false;
  }

  #closeInCell(name: string): void {
    if (name === "c") {
      this.#isCell = false;
      this.#setCell();
    } else if (name === "v" || name === "f") {
      this.#target = undefined;
    } else if (name === "is") {
      this.#target = undefined;
      this.#inlineText = this.#inline.take();
    } else {
      this.#inline.close(name);
    }
  }

  #setCell(): void {
    const cell = cellValue(
      {
        type: this.#type,
        style: this.#style,
        value: this.#value,
        inline: this.#inlineText,
        formula: this.#formula,
      },
      this.#context,
    );
    if (cell === undefined) {
      const text = `the shared string ${this.#value ?? ""}, which is missing`;
      throw corrupt(`the cell ${this.#address()} names ${text}`);
    }
    if (cell === null) return;
    if (this.#column >= (this.#gate.width ?? this.#limits.headerColumns)) {
      this.#outside(cell, this.#address());
      return;
    }
    if ((this.#cells[this.#column] ?? null) !== null) {
      throw corrupt(`the cell ${this.#address()} stands in its row twice`);
    }
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
  }

  #address(): string {
    return `${columnLetters(this.#column)}${this.#number}`;
  }

  /** A value beside the table: kept out of the row, so that far cells cost nothing. */
  #outside(cell: Cell, address: string): void {
    if (typeof cell === "string" && cell.trim() === "") return;
    if (this.#gate.width === undefined) {
      throw overLimit("headerColumns", this.#limits, `the header goes on to ${address}, which`);
    }
    const message = `the cell ${address} stands outside of the ${this.#gate.width} columns of the header`;
    this.#fault ??= { code: "R017", message };
  }

  #closeRow(): void {
    const row = this.#gate.pass(this.#number, this.#cells, this.#fault);
    if (row !== undefined) this.#rows.push(row);
  }
}
