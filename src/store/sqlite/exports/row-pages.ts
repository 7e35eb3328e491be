/** Rows of a snapshot as pages of finished lines: SQLite writes the text, a page at a time. */
import type { Page } from "../../export-snapshot.ts";
import { isTooBig, type Database } from "../database.ts";

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
  let after = Number.MIN_SAFE_INTEGER;
  let rows = FIRST_ROWS;
  for (;;) {
    const read = readPage(db, lines, after, rows);
    if (read === "too big") {
      rows = Math.max(1, rows >> 2);
      continue;
    }
    const { page, found, lastId } = read;
    if (found === 0) return;
    yield page;
    if (found < rows) return;
    after = lastId;
    const fitting = Math.floor((found * PAGE_BYTES) / page.bytes.length);
    rows = Math.min(Math.max(1, fitting), rows * 4, MOST_ROWS);
  }
}

export function countOf(db: Database, { from }: Rows): number {
  return Number(db.value(`SELECT count(*) FROM ${from}`));
}

interface ReadPage {
  readonly page: Page;
  /** Rows that were read, those that are left out among them. */
  readonly found: number;
  readonly lastId: number;
}

function readPage(
  db: Database,
  { from, id, line, end, finish = (bytes) => bytes }: Lines,
  after: number,
  rows: number,
): ReadPage | "too big" {
  const and = / WHERE /.test(from) ? "AND" : "WHERE";
  const some = `SELECT ${id} AS id, ${line} AS line FROM ${from} ${and} ${id} > ? ORDER BY ${id} LIMIT ?`;
  const sql = `SELECT max(id), count(*), count(line), CAST(group_concat(line, ${end}) || ${end} AS BLOB) FROM (${some})`;
  try {
    const [lastId, found, records, bytes] = db.withLengthLimit(
      rows > 1 ? MOST_BYTES : undefined,
      () => db.rowWithBytes(sql, after, rows),
    );
    const leftOut = Number(found) - Number(records);
    const page = { bytes: finish(asBuffer(bytes)), records: Number(records) };
    return {
      page: leftOut === 0 ? page : { ...page, leftOut },
      found: Number(found),
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
