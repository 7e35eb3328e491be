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
  /** The text of a row, as an SQL expression. */
  readonly line: string;
  /** How a line ends; an SQL expression, too. */
  readonly end: string;
}

/** Small enough to be cheap to hold, large enough that crossing over from SQLite costs nothing. */
const PAGE_BYTES = 256 * 1024;
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
    const { bytes, records, lastId } = read;
    if (records === 0) return;
    yield { bytes, records };
    if (records < rows) return;
    after = lastId;
    const fitting = Math.floor((records * PAGE_BYTES) / bytes.length);
    rows = Math.min(Math.max(1, fitting), rows * 4, MOST_ROWS);
  }
}

export function countOf(db: Database, { from }: Rows): number {
  return Number(db.value(`SELECT count(*) FROM ${from}`));
}

interface ReadPage extends Page {
  readonly lastId: number;
}

function readPage(
  db: Database,
  { from, id, line, end }: Lines,
  after: number,
  rows: number,
): ReadPage | "too big" {
  const and = / WHERE /.test(from) ? "AND" : "WHERE";
  const some = `SELECT ${id} AS id, ${line} AS line FROM ${from} ${and} ${id} > ? ORDER BY ${id} LIMIT ?`;
  const sql = `SELECT max(id), count(*), CAST(group_concat(line, ${end}) || ${end} AS BLOB) FROM (${some})`;
  try {
    const [lastId, records, bytes] = db.withLengthLimit(rows > 1 ? MOST_BYTES : undefined, () =>
      db.rowWithBytes(sql, after, rows),
    );
    return { lastId: Number(lastId), records: Number(records), bytes: asBuffer(bytes) };
  } catch (error) {
    if (rows > 1 && isTooBig(error)) return "too big";
    throw error;
  }
}

function asBuffer(bytes: unknown): Buffer {
  if (!(bytes instanceof Uint8Array)) return Buffer.alloc(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
