/**
 * Reads the bytes of a `<row>` as Excel, openpyxl, XlsxWriter and LibreOffice write it into a record
 * for the short way (datasets/plain-rows.ts): shared and inline texts, whole numbers and truth values, columns in
 * their order. Every other row is left alone, to be read as text (plain-row.ts) or by saxes.
 */
import { isUtf8 } from "node:buffer";
import type { PlainRecord } from "../rows.ts";
import { oddCharacter, plainText, standsAt } from "./plain-text.ts";

/** Texts by number, as bytes. */
export interface SharedBytes {
  /** False: there is none, or its characters are to be looked at. */
  find(index: number): boolean;
  readonly page: Buffer;
  readonly from: number;
  readonly to: number;
  readonly isHigh: boolean;
}

export interface SheetRecordOptions {
  /** Columns of the header. */
  readonly width: number;
  readonly cellChars: number;
  readonly strings: SharedBytes;
  /** Whether a number in this style is written as it is. */
  readonly isPlainStyle: (style: number) => boolean;
}

/** A record that would be longer is read another way. */
const MOST_BYTES = 64 * 1024;
/** More digits are no index, no row and no number that is exact. */
const MOST_DIGITS = 15;
const ROW = Buffer.from('<row r="');
const ROW_END = Buffer.from("</row>");
const CELL = Buffer.from('<c r="');
const STYLE = Buffer.from(' s="');
const SHARED = Buffer.from(' t="s"><v>');
const NUMBER = [Buffer.from("><v>"), Buffer.from(' t="n"><v>')];
const BOOLEANS = [
  [Buffer.from(' t="b"><v>1'), Buffer.from("TRUE")],
  [Buffer.from(' t="b"><v>0'), Buffer.from("FALSE")],
] as const;
const VALUE_END = Buffer.from("</v></c>");
const INLINE = [
  Buffer.from(' t="inlineStr"><is><t>'),
  Buffer.from(' t="inlineStr"><is><t xml:space="preserve">'),
];
const INLINE_END = Buffer.from("</t></is></c>");
const EMPTY_END = Buffer.from("/>");
const QUOTE = 34;
const AMPERSAND = 38;
const LESS = 60;
const GREATER = 62;
const UNDERSCORE = 95;
const SPACE = 32;
const DELETE = 127;
const LETTER_X = 120;
/** Begin the sequences of C1 controls and of U+FFFE. */
const HIGH_C1 = 0xc2;
const HIGH_LAST = 0xef;

export class SheetRecord implements PlainRecord {
  readonly #options: SheetRecordOptions;
  readonly bytes = Buffer.allocUnsafeSlow(MOST_BYTES);
  readonly edges: Int32Array;
  readonly high: Uint8Array;
  readonly count: number;
  /** The number of the row. */
  number = 0;
  /** Attributes behind the number that were found to be sound in an earlier row. */
  #tail: Buffer = Buffer.from(">");
  #used = 0;
  #digits = 0;
  #at = 0;

  constructor(options: SheetRecordOptions) {
    this.#options = options;
    this.count = options.width;
    this.edges = new Int32Array(options.width + 1);
    this.high = new Uint8Array(options.width);
  }

  /** Notes how the tag of a row ends that was read as text: the same attributes are sound again. */
  trust(row: string): void {
    const [, tail] = /^<row r="\d+"((?: [\w:]+="[^"<>&]*")*>)/.exec(row) ?? [];
    if (tail === undefined || / hidden="(?:1|true)"/.test(tail)) return;
    if (this.#tail.toString() !== tail) this.#tail = Buffer.from(tail);
  }

  /** The offset behind the row that begins at `at`; 0 when it is not whole or not as described. */
  read(bytes: Buffer, at: number): number {
    if (!standsAt(ROW, bytes, at)) return 0;
    this.#at = at + ROW.length;
    if (!this.#readDigits(bytes) || bytes[this.#at++] !== QUOTE) return 0;
    this.number = this.#digits;
    if (!this.#skip(this.#tail, bytes)) return 0;
    this.#used = 0;
    this.edges[0] = 0;
    let next = 0;
    while (!this.#skip(ROW_END, bytes)) {
      const column = this.#readAddress(bytes);
      if (column < next || column >= this.count) return 0;
      for (; next < column; next++) this.#end(next, 0);
      if (!this.#readCell(bytes, column)) return 0;
      next++;
    }
    for (; next < this.count; next++) this.#end(next, 0);
    return this.#isVisible() ? this.#at : 0;
  }

  /** Whether there is a letter or a digit that can be seen: a row of blanks is none. */
  #isVisible(): boolean {
    for (let i = 0; i < this.#used; i++) {
      const byte = this.bytes[i] ?? 0;
      if (byte > SPACE && byte < DELETE) return true;
    }
    return false;
  }

  /** The column of `<c r="AB12"`; -1 for anything else. */
  #readAddress(bytes: Buffer): number {
    if (!this.#skip(CELL, bytes)) return -1;
    let column = 0;
    let byte = bytes[this.#at] ?? 0;
    for (; byte >= 65 && byte <= 90 && column < 1000; byte = bytes[++this.#at] ?? 0) {
      column = column * 26 + byte - 64;
    }
    return this.#readDigits(bytes) && bytes[this.#at++] === QUOTE ? column - 1 : -1;
  }

  #readCell(bytes: Buffer, column: number): boolean {
    let style = 0;
    if (this.#skip(STYLE, bytes)) {
      if (!this.#readDigits(bytes) || bytes[this.#at++] !== QUOTE) return false;
      style = this.#digits;
    }
    if (this.#skip(SHARED, bytes)) return this.#readShared(bytes, column);
    for (const open of NUMBER) {
      if (this.#skip(open, bytes)) return this.#readNumber(bytes, column, style);
    }
    for (const open of INLINE) {
      if (this.#skip(open, bytes)) return this.#readInline(bytes, column);
    }
    for (const [open, text] of BOOLEANS) {
      if (!this.#skip(open, bytes)) continue;
      const isDone = this.#append(text, 0, text.length) && this.#end(column, 0);
      return isDone && this.#skip(VALUE_END, bytes);
    }
    return this.#skip(EMPTY_END, bytes) && this.#end(column, 0);
  }

  #readShared(bytes: Buffer, column: number): boolean {
    if (!this.#readDigits(bytes) || !this.#skip(VALUE_END, bytes)) return false;
    const { strings } = this.#options;
    if (!strings.find(this.#digits)) return false;
    const { page, from, to } = strings;
    return this.#append(page, from, to) && this.#end(column, strings.isHigh ? 1 : 0);
  }

  #readNumber(bytes: Buffer, column: number, style: number): boolean {
    const from = this.#at;
    if (!this.#readDigits(bytes) || !this.#options.isPlainStyle(style)) return false;
    return (
      this.#append(bytes, from, this.#at) && this.#end(column, 2) && this.#skip(VALUE_END, bytes)
    );
  }

  #readInline(bytes: Buffer, column: number): boolean {
    const from = this.#at;
    let isHigh = 0;
    let at = from;
    for (; ; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === LESS) break;
      if (byte < SPACE || byte === GREATER || byte === DELETE) return false;
      if (byte === AMPERSAND) return this.#readReferences(bytes, column);
      if (byte === UNDERSCORE && bytes[at + 1] === LETTER_X) return false;
      if (byte < DELETE) continue;
      // What a character of other than ASCII is like is known for those in the table.
      isHigh = 1;
      if (byte === HIGH_LAST || (byte === HIGH_C1 && (bytes[at + 1] ?? 0) < 0xa0)) return false;
    }
    this.#at = at;
    if (at - from > this.#options.cellChars) return false;
    if (isHigh === 1 && !isUtf8(bytes.subarray(from, at))) return false;
    return (
      this.#append(bytes, from, at) && this.#end(column, isHigh) && this.#skip(INLINE_END, bytes)
    );
  }

  /** An inline text with references: `R&amp;D`, `M&#252;ller`. */
  #readReferences(bytes: Buffer, column: number): boolean {
    const from = this.#at;
    const to = bytes.indexOf(LESS, from);
    if (to < 0 || to - from > this.#options.cellChars) return false;
    const piece = bytes.subarray(from, to);
    const text = isUtf8(piece) ? plainText(piece.toString("utf8")) : undefined;
    if (text === undefined || text.includes("_x") || oddCharacter(text) !== undefined) return false;
    const replaced = Buffer.from(text);
    this.#at = to;
    const isHigh = replaced.length > text.length ? 1 : 0;
    const isDone = this.#append(replaced, 0, replaced.length) && this.#end(column, isHigh);
    return isDone && this.#skip(INLINE_END, bytes);
  }

  /** Copies the bytes of a cell; false when the record becomes too long. */
  #append(bytes: Buffer, from: number, to: number): boolean {
    const target = this.bytes;
    let used = this.#used;
    if (used + to - from >= MOST_BYTES) return false;
    // Most cells are short: for them a call into the runtime takes longer than this loop.
    if (to - from > 64) used += bytes.copy(target, used, from, to);
    else for (let i = from; i < to; i++) target[used++] = bytes[i] ?? 0;
    this.#used = used;
    return true;
  }

  /** Ends the cell of `column` with a byte that is none of it. */
  #end(column: number, high: number): boolean {
    if (this.#used >= MOST_BYTES) return false;
    this.bytes[this.#used++] = 0;
    this.edges[column + 1] = this.#used;
    this.high[column] = high;
    return true;
  }

  #skip(wanted: Buffer, bytes: Buffer): boolean {
    if (!standsAt(wanted, bytes, this.#at)) return false;
    this.#at += wanted.length;
    return true;
  }

  #readDigits(bytes: Buffer): boolean {
    const from = this.#at;
    let at = from;
    let value = 0;
    for (let byte = bytes[at] ?? 0; byte >= 48 && byte <= 57; byte = bytes[++at] ?? 0) {
      value = value * 10 + byte - 48;
    }
    this.#digits = value;
    this.#at = at;
    return at > from && at - from <= MOST_DIGITS;
  }
}
