/**
 * The CSV reader: bytes to rows. Plain records take the fast path (csv-scan.ts), the others are
 * judged one by one (csv.ts). A record that breaks the rules costs its first line only: reading
 * goes on in the next line, so an unclosed quote never swallows good rows.
 */
import { forbiddenFault, RowGate } from "./row-gate.ts";
import { judgeRecord } from "./csv.ts";
import { lineEnd, RecordScanner } from "./csv-scan.ts";
import { overLimit } from "./faults.ts";
import type { Cell, PlainTaker, ReadLimits, Row, RowFault } from "./rows.ts";

const BATCH_ROWS = 1000;
/** A record that the taker leaves alone takes so many with it, so that no batch is a row or two. */
const UNTAKEN_ROWS = 32;
const MAX_RECORD_BYTES = 16 * 1024 * 1024;
const QUOTE = 34;

export interface CsvOptions {
  /** "" where the file has a single column. */
  readonly delimiter: string;
  /** Lines before the header that are no rows. */
  readonly skippedLines: number;
  readonly limits: ReadLimits;
  /** Who is asked to take plain records below the header first. */
  readonly plain?: { taker?: PlainTaker };
}

/** Reads the rows of UTF-8 text; a chunk is used up before the next one is asked for. */
export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  options: CsvOptions,
): AsyncGenerator<readonly Row[]> {
  const reader = new CsvReader(options);
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    yield* reader.read(bytes, false);
    rest = Buffer.from(bytes.subarray(reader.consumed));
  }
  yield* reader.read(rest, true);
}

/** Where a record of several lines ends, and where the quote opens that is still open there. */
interface Extent {
  readonly end: number;
  readonly lines: number;
  readonly openLine: number;
  readonly isClosed: boolean;
}

class CsvReader {
  readonly #options: CsvOptions;
  readonly #scanner: RecordScanner;
  readonly #gate: RowGate;
  /** Bytes of the last buffer that are done. */
  consumed = 0;
  #number = 0;
  /** Physical lines, which quoted line breaks count into. */
  #line: number;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#scanner = new RecordScanner(options.delimiter);
    this.#gate = new RowGate({ limits: options.limits, isRagged: true, checksText: false });
    this.#line = options.skippedLines;
  }

  /** The rows that `bytes` holds whole; `isLast`: nothing follows. */
  *read(bytes: Buffer, isLast: boolean): Generator<readonly Row[]> {
    let batch: Row[] = [];
    this.consumed = 0;
    while (this.consumed < bytes.length) {
      const before = this.consumed;
      const taker = this.#options.plain?.taker;
      // What is taken would come before the rows of the batch.
      const row = this.#next(bytes, isLast, batch.length === 0 ? taker : undefined);
      if (this.consumed === before) break;
      if (row !== undefined) batch.push(row);
      if (batch.length < (taker ? UNTAKEN_ROWS : BATCH_ROWS) && !taker?.isFull) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** Reads one record; nothing is consumed when its end is not in the buffer. */
  #next(bytes: Buffer, isLast: boolean, taker: PlainTaker | undefined): Row | undefined {
    const start = this.consumed;
    const result = this.#scanner.scan(bytes, start, isLast);
    if (result === "judge") return this.#judge(bytes, isLast);
    if (result === "more") {
      if (bytes.length - start > this.#cap()) {
        const what = `the length of line ${this.#line + 1}, all columns together,`;
        throw overLimit("cellChars", this.#options.limits, what, " a column");
      }
      return undefined;
    }
    this.consumed = this.#scanner.next;
    this.#line++;
    if (taker && this.#scanner.isPlain && taker.take(this.#scanner, this.#number + 1)) {
      this.#number++;
      this.#gate.count();
      return undefined;
    }
    return this.#pass(this.#scanner.cells(), this.#scanner.isSuspect);
  }

  #judge(bytes: Buffer, isLast: boolean): Row | undefined {
    const start = this.consumed;
    const extent = this.#extent(bytes, start, isLast);
    if (extent === undefined) return undefined;
    if (!extent.isClosed) {
      return this.#broken(
        bytes,
        `line ${extent.openLine}: the quote that opens here is not closed`,
      );
    }
    const verdict = judgeRecord(bytes.subarray(start, extent.end), this.#options.delimiter);
    if ("reason" in verdict) {
      return this.#broken(bytes, `line ${this.#line + 1}: ${verdict.reason}`);
    }
    // A quote that is not closed until another one comes makes a record like any other: that its
    // columns or lengths do not fit is what gives it away.
    if (extent.lines > 1 && !this.#gate.fits(verdict.cells)) {
      const lines = `lines ${this.#line + 1} to ${this.#line + extent.lines}`;
      return this.#broken(bytes, `${lines}: a quoted line break, and the columns do not fit`);
    }
    this.consumed = extent.end;
    this.#line += extent.lines;
    return this.#pass(verdict.cells, true);
  }

  /** Finds the line break at which all quotes are paired; undefined when more bytes are needed. */
  #extent(bytes: Buffer, start: number, isLast: boolean): Extent | undefined {
    const cap = this.#cap();
    let end = start;
    let lines = 0;
    let isOpen = false;
    let openLine = this.#line + 1;
    let quoteAt = bytes.indexOf(QUOTE, start);
    while (end < bytes.length && end - start <= cap) {
      const next = lineEnd(bytes, end, isLast);
      if (next < 0) break;
      lines++;
      while (quoteAt >= 0 && quoteAt < next) {
        isOpen = !isOpen;
        if (isOpen) openLine = this.#line + lines;
        quoteAt = bytes.indexOf(QUOTE, quoteAt + 1);
      }
      end = next;
      if (!isOpen) return { end, lines, openLine, isClosed: true };
    }
    const isOver = isLast || bytes.length - start > cap;
    return isOver ? { end, lines, openLine, isClosed: false } : undefined;
  }

  /** Gives up the record: its first line becomes a faulty row, the next line is read afresh. */
  #broken(bytes: Buffer, message: string): Row | undefined {
    const start = this.consumed;
    this.consumed = lineEnd(bytes, start, true);
    this.#line++;
    const { delimiter } = this.#options;
    const text = bytes.toString("utf8", start, this.consumed).replace(/[\r\n]+$/, "");
    const parts = delimiter === "" ? [text] : text.split(delimiter);
    const cells = parts.map((part) => (part === "" ? null : part));
    return this.#gate.pass(++this.#number, cells, { code: "R017", message });
  }

  #pass(cells: Cell[], isSuspect: boolean): Row | undefined {
    const fault: RowFault | undefined = isSuspect ? forbiddenFault(cells) : undefined;
    return this.#gate.pass(++this.#number, cells, fault);
  }

  /** Bytes after which a record that has not ended is given up: this bounds the memory. */
  #cap(): number {
    const { cellChars, headerColumns } = this.#options.limits;
    const columns = Math.max(1, this.#gate.width ?? headerColumns);
    return Math.min(MAX_RECORD_BYTES, columns * (4 * cellChars + 3));
  }
}
