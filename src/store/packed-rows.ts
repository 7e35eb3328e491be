/**
 * New records as bytes: what the reading thread writes, the store takes in without looking at single
 * values. The form is that of a SQLite changeset of inserts (sqlite.org/sessionintro.html; the bytes
 * are described in ext/session/sqlite3session.c, "Changeset format").
 */
import type { FeedValue } from "./feed.ts";

/** Places that the store fills in: the Id, and the audit keys of creation and change. */
export const ID_PLACE = "$id";
export const CREATED_PLACE = "$created";
export const MODIFIED_PLACE = "$modified";
/** The number of the source row. */
export const ROW_PLACE = "$row";

/** A dataset whose new records may come packed. */
export interface PackedTable {
  readonly dataset: string;
  readonly table: string;
  /** What stands in each place of a record: one of those above, the name of a feed column, or "" for nothing. */
  readonly places: readonly string[];
}

const TABLE = 0x54;
const INSERT = 18;
const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const NULL = 5;
const HIGH_WORD = 2 ** 32;
/** Bytes of an integer or a float with its type. */
const NUMBER_BYTES = 9;
/** Room to begin with: it grows with the rows of the first message, and is used again then. */
const FIRST_BYTES = 64 * 1024;
/** Type and longest length of a text. */
const TEXT_HEAD_BYTES = 6;

/** Begins every message: the table and how many values its records have. */
function headOf({ table, places }: PackedTable): Buffer {
  const keys = places.map((place) => (place === ID_PLACE ? 1 : 0));
  return Buffer.concat([
    Buffer.from([TABLE, ...lengthBytes(places.length), ...keys]),
    Buffer.from(`${table}\0`),
  ]);
}

function lengthBytes(length: number): number[] {
  const bytes = [length & 0x7f];
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** Bytes and marks of some records. */
export interface PackedRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For each record: where it begins, and where the audit key of its creation stands. */
  readonly marks: Uint32Array<ArrayBuffer>;
}

/** Writes records value by value, in the order of the places. */
export class RowPacker {
  readonly #head: Buffer;
  readonly #spare: () => ArrayBuffer | undefined;
  #bytes: Buffer;
  #at: number;
  #marks: number[] = [];

  /** @param spare gives buffers to fill again, when there are any. */
  constructor(table: PackedTable, spare: () => ArrayBuffer | undefined) {
    this.#head = headOf(table);
    this.#spare = spare;
    this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#at = this.#head.copy(this.#bytes);
  }

  get rows(): number {
    return this.#marks.length >> 1;
  }

  begin(): void {
    this.#reserve(2);
    this.#marks.push(this.#at);
    this.#bytes[this.#at++] = INSERT;
    this.#bytes[this.#at++] = 0;
  }

  /** Where the keys of the record stand, which the store fills in: `created`, then `modified`. */
  keys(): void {
    this.#marks.push(this.#at);
    this.integer(0);
    this.integer(0);
  }

  nothing(times: number): void {
    this.#reserve(times);
    for (let i = 0; i < times; i++) this.#bytes[this.#at++] = NULL;
  }

  /** A whole number from 0 to 2^53. */
  integer(value: number): void {
    this.#reserve(NUMBER_BYTES);
    this.#bytes[this.#at] = INTEGER;
    putInteger(this.#bytes, this.#at, value);
    this.#at += NUMBER_BYTES;
  }

  float(value: number): void {
    this.#reserve(NUMBER_BYTES);
    this.#bytes[this.#at] = FLOAT;
    this.#bytes.writeDoubleBE(value, this.#at + 1);
    this.#at += NUMBER_BYTES;
  }

  text(text: string): void {
    const length = Buffer.byteLength(text);
    this.beginText(length);
    this.#at += this.#bytes.write(text, this.#at, "utf8");
  }

  /** A text that stands in `bytes` already. */
  copy(bytes: Buffer, from: number, to: number): void {
    this.beginText(to - from);
    this.append(bytes, from, to);
  }

  /** A text of so many bytes, which `append` is to bring. */
  beginText(length: number): void {
    this.#reserve(TEXT_HEAD_BYTES + length);
    this.#bytes[this.#at++] = TEXT;
    if (length < 0x80) this.#bytes[this.#at++] = length;
    else for (const byte of lengthBytes(length)) this.#bytes[this.#at++] = byte;
  }

  append(bytes: Buffer, from: number, to: number): void {
    const target = this.#bytes;
    let at = this.#at;
    // Most cells are short: for them a call into the runtime takes longer than this loop.
    if (to - from > 64) at += bytes.copy(target, at, from, to);
    else for (let i = from; i < to; i++) target[at++] = bytes[i] ?? 0;
    this.#at = at;
  }

  /** What was written, as a message to send away; the next records go into other bytes. */
  take(): PackedRows {
    const bytes = this.#bytes as Buffer<ArrayBuffer>;
    const rows = {
      bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, this.#at),
      marks: Uint32Array.from(this.#marks),
    };
    const spare = this.#spare();
    this.#bytes = spare ? Buffer.from(spare) : Buffer.allocUnsafeSlow(bytes.length);
    this.#at = this.#head.copy(this.#bytes);
    this.#marks = [];
    return rows;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * needed);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Fills in the Ids from `firstId` on, and the audit key. */
export function fillKeys({ bytes, marks }: PackedRows, firstId: number, auditKey: number): void {
  for (let row = 0; row < marks.length / 2; row++) {
    const start = marks[2 * row] ?? 0;
    const keys = marks[2 * row + 1] ?? 0;
    // Operation and a flag come before the Id, which is the first value.
    putInteger(bytes, start + 2, firstId + row);
    putInteger(bytes, keys, auditKey);
    putInteger(bytes, keys + NUMBER_BYTES, auditKey);
  }
}

/** Writes eight bytes, high ones first, behind the type at `at`. */
function putInteger(bytes: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / HIGH_WORD);
  for (let i = 0; i < 4; i++) {
    bytes[at + 1 + i] = (high >>> (24 - 8 * i)) & 0xff;
    bytes[at + 5 + i] = (value >>> (24 - 8 * i)) & 0xff;
  }
}

export interface UnpackedRow {
  readonly row: number;
  /** In the order of the columns of the feed. */
  readonly values: readonly FeedValue[];
}

/** Reads the record at `start` again. @param columns names of the columns of the feed. */
export function unpackRow(
  { places }: PackedTable,
  packed: Uint8Array<ArrayBuffer>,
  start: number,
  columns: readonly string[],
): UnpackedRow {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const found = new Map<string, string | number>();
  let at = start + 2;
  for (const place of places) {
    const type = bytes[at++];
    if (type === NULL) continue;
    if (type === TEXT) {
      let length = 0;
      let byte: number;
      do {
        byte = bytes[at++] ?? 0;
        length = length * 0x80 + (byte & 0x7f);
      } while (byte >= 0x80);
      found.set(place, bytes.toString("utf8", at, at + length));
      at += length;
    } else {
      const isFloat = type === FLOAT;
      found.set(place, isFloat ? bytes.readDoubleBE(at) : Number(bytes.readBigInt64BE(at)));
      at += NUMBER_BYTES - 1;
    }
  }
  const values = columns.map((column) => found.get(column) ?? null);
  return { row: Number(found.get(ROW_PLACE) ?? 0), values };
}
