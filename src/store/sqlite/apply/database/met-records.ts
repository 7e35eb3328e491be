/**
 * Records that rows of this file have found unchanged, with the row: in a temporary table, so that memory
 * stays flat. They go there some hundred at a time, and a bit for each tells whether to look at all.
 */
import type { Database, Statement } from "../../database.ts";

const TABLE = `
  CREATE TEMP TABLE IF NOT EXISTS Met (Id INTEGER PRIMARY KEY, Row INTEGER NOT NULL);
  DELETE FROM temp.Met;`;
/** Records that go into the table together. */
const BATCH = 500;
/** Ids of one block of bits. */
const BLOCK_IDS = 32 * 1024;

export class MetRecords {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #blocks = new Map<number, Uint32Array>();
  #pending: (readonly [id: number, row: number])[] = [];

  constructor(db: Database) {
    db.exec(TABLE);
    this.#insert = db.statement(
      "INSERT INTO temp.Met SELECT value ->> 0, value ->> 1 FROM json_each(?)",
    );
    this.#find = db.statement("SELECT Row FROM temp.Met WHERE Id = ?");
  }

  /** The row that met the record. */
  rowOf(id: number): number | undefined {
    const block = this.#blocks.get(Math.floor(id / BLOCK_IDS));
    const at = id % BLOCK_IDS;
    if (block === undefined || ((block[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return undefined;
    this.flush();
    const row = this.#find.get(id)?.[0];
    return row === undefined ? undefined : Number(row);
  }

  /** Takes note of a record that was not met before. */
  add(id: number, row: number): void {
    const number = Math.floor(id / BLOCK_IDS);
    const block = this.#blocks.get(number) ?? new Uint32Array(BLOCK_IDS / 32);
    this.#blocks.set(number, block);
    const at = id % BLOCK_IDS;
    block[at >>> 5] = (block[at >>> 5] ?? 0) | (1 << (at & 31));
    this.#pending.push([id, row]);
    if (this.#pending.length >= BATCH) this.flush();
  }

  /** From now on the table has all of them. */
  flush(): void {
    if (this.#pending.length === 0) return;
    this.#insert.run(JSON.stringify(this.#pending));
    this.#pending = [];
  }
}
