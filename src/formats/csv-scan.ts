/**
 * The fast path of the CSV reader: takes records of one line apart that follow the rules to the
 * letter, and leaves every other one to the judge (csv.ts). Works on bytes, so that each cell
 * is a text of its own and no row keeps the text of a whole chunk alive.
 */
import type { Cell, PlainRecord } from "./rows.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;

const PLAIN = 0;
const DELIMITER = 1;
const LINE_BREAK = 2;
const QUOTES = 3;
const CONTROL = 4;
const HIGH = 5;

/** record: `cells()` and `next` are set. judge: not plain. more: the buffer ends within the line. */
export type ScanResult = "record" | "judge" | "more";

export class RecordScanner implements PlainRecord {
  readonly #kinds = new Uint8Array(256);
  readonly #delimiter: number;
  /** Where the record after the last one begins. */
  next = 0;
  /** Whether the record holds bytes whose characters are to be looked at. */
  isSuspect = false;
  /** Whether the record can be taken as a PlainRecord. */
  isPlain = false;
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  edges = new Int32Array(64);
  high = new Uint8Array(64);
  /** Cells of a record with quotes; the others are made from the bytes when they are asked for. */
  #cells: Cell[] = [];

  /** @param delimiter one ASCII character; "" where the file has a single column. */
  constructor(delimiter: string) {
    this.#kinds.fill(CONTROL, 0, 32);
    this.#kinds[9] = PLAIN;
    this.#kinds[127] = CONTROL;
    this.#kinds.fill(HIGH, 128);
    this.#kinds[LF] = LINE_BREAK;
    this.#kinds[CR] = LINE_BREAK;
    this.#kinds[QUOTE] = QUOTES;
    this.#delimiter = delimiter === "" ? -1 : delimiter.charCodeAt(0);
    if (this.#delimiter >= 0) this.#kinds[this.#delimiter] = DELIMITER;
  }

  /** Reads the record that begins at `start`; `isLast`: nothing follows the buffer. */
  scan(bytes: Buffer, start: number, isLast: boolean): ScanResult {
    const kinds = this.#kinds;
    const end = bytes.length;
    let count = 0;
    let isHigh = 0;
    let isControl = false;
    let isAnyHigh = false;
    this.edges[0] = start;
    for (let at = start; ; at++) {
      const byte = at < end ? (bytes[at] ?? LF) : LF;
      const kind = kinds[byte];
      if (kind === PLAIN) continue;
      if (kind === HIGH) {
        isHigh = 1;
        isAnyHigh = true;
      } else if (kind === CONTROL) {
        isControl = true;
      } else if (kind === QUOTES) {
        return isWholeLine(bytes, at, isLast) ? this.#quoted(bytes, start, isLast) : "more";
      } else {
        if (at >= end && !isLast) return "more";
        if (count + 1 >= this.edges.length) this.#grow();
        this.high[count] = isHigh;
        this.edges[++count] = at + 1;
        isHigh = 0;
        if (kind !== LINE_BREAK) continue;
        this.bytes = bytes;
        this.count = count;
        this.isPlain = !isControl;
        this.isSuspect = isControl || isAnyHigh;
        return this.#end(bytes, at, isLast);
      }
    }
  }

  /** The cells of the record. */
  cells(): Cell[] {
    if (this.count === 0) return this.#cells;
    const { bytes, edges, high } = this;
    const cells: Cell[] = [];
    for (let i = 0; i < this.count; i++) {
      cells.push(cellOf(bytes, edges[i] ?? 0, (edges[i + 1] ?? 0) - 1, high[i] === 1));
    }
    return cells;
  }

  #grow(): void {
    const [edges, high] = [this.edges, this.high];
    this.edges = new Int32Array(2 * edges.length);
    this.edges.set(edges);
    this.high = new Uint8Array(2 * high.length);
    this.high.set(high);
  }

  #end(bytes: Buffer, at: number, isLast: boolean): ScanResult {
    const isReturn = bytes[at] === CR;
    if (isReturn && at + 1 >= bytes.length && !isLast) return "more";
    this.next = isReturn && bytes[at + 1] === LF ? at + 2 : at + 1;
    return "record";
  }

  /** The record that begins at `start` and has a quote in its first line, which is whole. */
  #quoted(bytes: Buffer, start: number, isLast: boolean): ScanResult {
    const cells: Cell[] = [];
    let at = start;
    for (;;) {
      const isQuoted = bytes[at] === QUOTE;
      const from = isQuoted ? at + 1 : at;
      const to = isQuoted ? closingQuote(bytes, from) : this.#cellEnd(bytes, from);
      const end = isQuoted ? to + 1 : to;
      const kind = end < bytes.length ? this.#kinds[bytes[end] ?? LF] : LINE_BREAK;
      if (to < 0 || (kind !== DELIMITER && kind !== LINE_BREAK)) return "judge";
      const cell = cellOf(bytes, from, to, true);
      cells.push(isQuoted && typeof cell === "string" ? cell.replaceAll('""', '"') : cell);
      at = end + 1;
      if (kind === LINE_BREAK) {
        this.#cells = cells;
        this.count = 0;
        this.isPlain = false;
        this.isSuspect = true;
        return this.#end(bytes, end, isLast);
      }
    }
  }

  /** Where the cell without quotes that begins at `from` stops: at a byte that is no text. */
  #cellEnd(bytes: Buffer, from: number): number {
    const kinds = this.#kinds;
    let at = from;
    for (; at < bytes.length; at++) {
      const kind = kinds[bytes[at] ?? LF] ?? PLAIN;
      if (kind >= DELIMITER && kind <= QUOTES) break;
    }
    return at;
  }
}

/** The quote that closes a cell within its line, doubled ones passed over; -1 without one. */
function closingQuote(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      if (bytes[at + 1] !== QUOTE) return at;
      at++;
    }
    if (byte === LF || byte === CR) return -1;
  }
  return -1;
}

/** Whether the line goes on to a line break (with what follows CR) within the buffer. */
function isWholeLine(bytes: Buffer, from: number, isLast: boolean): boolean {
  return isLast || lineEnd(bytes, from, false) >= 0;
}

/**
 * The offset after the line break that follows `from`; the end of the buffer for the last line,
 * -1 when more bytes are needed to tell.
 */
export function lineEnd(bytes: Buffer, from: number, isLast: boolean): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LF) return at + 1;
    if (byte !== CR) continue;
    if (at + 1 < bytes.length) return bytes[at + 1] === LF ? at + 2 : at + 1;
    return isLast ? at + 1 : -1;
  }
  return isLast ? bytes.length : -1;
}

function cellOf(bytes: Buffer, from: number, to: number, isHigh: boolean): Cell {
  if (from === to) return null;
  return isHigh ? bytes.toString("utf8", from, to) : bytes.toString("latin1", from, to);
}
