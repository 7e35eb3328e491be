/** Rows of a snapshot as pages of finished lines: SQLite writes the text, a page at a time. */
import type { Page } from "../../export-snapshot.ts";
import { LIMIT, isTooBig, type Database } from "../database.ts";

/** Rows to read from, each with a number to page by. */
export interface Rows {
  /** What stands after FROM, with WHERE where there are conditions. */
  readonly from: string;
  /** Whole number, unique and ascending. */
  readonly id: string;
}

export interface Lines extends Rows {
  /** The text of a row, as an SQL expression; NULL leaves it out. */
  readonly line: string;
  /** How a line ends; an SQL expression, too. */
  readonly end: string;
  /** Makes the lines of a page what they shall be; may work in place. */
  readonly finish?: (bytes: Buffer) => Buffer;
}

/**
 * Large enough that crossing over from SQLite costs nothing. Each page is memory outside the heap that
 * waits for a collection; with 256 KiB an export of any length had 50 MB of them.
 */
const PAGE_BYTES = 64 * 1024;
/** More than this is not read at once, unless one row alone is larger. */
const MOST_BYTES = 4 * 1024 ** 2;
const FIRST_ROWS = 64;
const MOST_ROWS = 4_096;

/** How many rows fit into a page is learnt from the page before. */
export function* pagesOf(db: Database, lines: Lines): Generator<Page> {
  const sql = sqlOf(lines);
  let after = Number.MIN_SAFE_INTEGER;
  let rows = FIRST_ROWS;
  for (;;) {
    const read = readPage(db, sql, after, rows);
    if (read === "too big") {
      rows = Math.max(1, rows >> 2);
      continue;
    }
    const { bytes, found, records, lastId } = read;
    if (found === 0) return;
    const fitting = Math.floor((found * PAGE_BYTES) / bytes.length);
    yield {
      bytes: lines.finish?.(bytes) ?? bytes,
      records,
      ...(found > records && { leftOut: found - records }),
    };
    if (found < rows) return;
    after = lastId;
    rows = Math.min(Math.max(1, fitting), rows * 4, MOST_ROWS);
  }
}

export function countOf(db: Database, { from }: Rows): number {
  return Number(db.value(`SELECT count(*) FROM ${from}`));
}

interface ReadPage {
  readonly bytes: Buffer;
  /** Rows that were read, those that are left out among them. */
  readonly found: number;
  readonly records: number;
  readonly lastId: number;
}

function sqlOf({ from, id, line, end }: Lines): string {
  const and = / WHERE /.test(from) ? "AND" : "WHERE";
  const some = `SELECT ${id} AS id, ${line} AS line FROM ${from} ${and} ${id} > ? ORDER BY ${id} ${LIMIT}`;
  return `SELECT max(id), count(*), count(line), CAST(group_concat(line, ${end}) || ${end} AS BLOB) FROM (${some})`;
}

function readPage(db: Database, sql: string, after: number, rows: number): ReadPage | "too big" {
  try {
    const [lastId, found, records, bytes] = db.withLengthLimit(
      rows > 1 ? MOST_BYTES : undefined,
      () => db.rowWithBytes(sql, after, rows),
    );
    return {
      bytes: asBuffer(bytes),
      found: Number(found),
      records: Number(records),
      lastId: Number(lastId),
    };
  } catch (error) {
    if (rows > 1 && isTooBig(error)) return "too big";
    throw error;
  }
}

function asBuffer(bytes: unknown): Buffer {
  if (!(bytes instanceof Uint8Array)) return Buffer.alloc(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
