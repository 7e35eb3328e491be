/** Imports csv text, or any source of rows, into a store in this thread, with or without the short way of packed rows. */
import { Database, type SqlRow } from "../../src/store/sqlite/database.ts";
import { FeedConsumer } from "../../src/store/sqlite/apply/feed-consumer.ts";
import { IssueSpool } from "../../src/store/sqlite/apply/issue-spool.ts";
import { openRecordIds } from "../../src/store/sqlite/apply/record-ids.ts";
import { openReferences } from "../../src/store/sqlite/apply/references.ts";
import { openSeenRows } from "../../src/store/sqlite/apply/seen-rows.ts";
import { Tally } from "../../src/store/sqlite/apply/tally.ts";
import { layoutsOf } from "../../src/store/sqlite/layout.ts";
import { packedTables } from "../../src/store/sqlite/packed-tables.ts";
import { prepareStore } from "../../src/store/sqlite/prepare-store.ts";
import type { RowCounts } from "../../src/core/issue.ts";
import { validateRows } from "../../src/drop/validate.ts";
import { csvRows } from "../../src/formats/csv-rows.ts";
import { DEFAULT_LIMITS, type PlainTaker, type RowSource } from "../../src/formats/rows.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { CONTEXT } from "../unit/datasets/memory-source.ts";

/** A csv file in memory: its header is the first chunk, the rest comes in small ones. */
function csvSource(text: string, chunkBytes: number): RowSource {
  const bytes = Buffer.from(text);
  const headEnd = bytes.indexOf(10) + 1;
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from(bytes.subarray(0, headEnd));
    for (let at = headEnd; at < bytes.length; at += chunkBytes) {
      yield Buffer.from(bytes.subarray(at, at + chunkBytes));
    }
  }
  const plain: { taker?: PlainTaker } = {};
  const sheet = { name: undefined, hidden: false };
  return {
    format: "csv",
    notes: [],
    sha256: "",
    bytes: bytes.length,
    sheets: [sheet],
    read: () => ({
      ...sheet,
      names: undefined,
      batches: csvRows(chunks(), {
        delimiter: ",",
        skippedLines: 0,
        limits: DEFAULT_LIMITS,
        plain,
      }),
      offerPlain: (taker) => {
        plain.taker = taker;
      },
    }),
    bytesRead: () => bytes.length,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export interface Outcome {
  readonly rows: RowCounts;
  readonly refused: string | undefined;
  readonly issues: readonly SqlRow[];
  /** Everything but the Ids. */
  readonly records: readonly SqlRow[];
  /** Rows that took the short way. */
  readonly packed: number;
}

export class OneThreadStore {
  readonly #db = new Database(":memory:", { readOnly: false });
  readonly #layouts: ReturnType<typeof layoutsOf>;
  readonly #workFolder: string;
  #files = 0;

  constructor(types: readonly ImportTypeSpec[], workFolder: string) {
    this.#layouts = layoutsOf(types);
    this.#workFolder = workFolder;
    prepareStore(this.#db, this.#layouts);
  }

  /** Imports `text` as the next file; `isShort`: with the offer of packed rows. */
  async import(
    type: ImportTypeSpec,
    text: string,
    { isShort, chunkBytes }: { readonly isShort: boolean; readonly chunkBytes: number },
  ): Promise<Outcome> {
    return await this.importRows(type, csvSource(text, chunkBytes), isShort);
  }

  async importRows(type: ImportTypeSpec, source: RowSource, isShort: boolean): Promise<Outcome> {
    const db = this.#db;
    const tables = packedTables(db, this.#layouts);
    const auditKey = ++this.#files;
    const run = `run-${auditKey}`;
    const tally = new Tally();
    const spool = new IssueSpool(this.#workFolder, run);
    db.exec("BEGIN");
    const session = {
      db,
      layouts: this.#layouts,
      tables,
      auditKey,
      onDuplicate: type.onDuplicate,
      references: openReferences(db, this.#layouts),
      seen: openSeenRows(db, auditKey),
      ids: openRecordIds(db),
    };
    const plan = { run, attempt: 1, type, dryRun: false, startedAt: "" };
    const consumer = new FeedConsumer(session, plan, tally, spool);
    const context = isShort ? { packedTable: (name: string) => tables.get(name) } : {};
    let packed = 0;
    for await (const message of validateRows(type, source, { ...CONTEXT, ...context })) {
      if (message.kind === "packed") packed += message.marks.length / 2;
      consumer.consume(message);
    }
    session.ids.save();
    spool.insertInto(db, run);
    db.exec("COMMIT");
    const issues = db
      .statement(
        `SELECT Row, Code, Severity, "Column", Value, Message FROM RunIssue WHERE Run = ?
         ORDER BY Row, Code, "Column", Message`,
      )
      .all(run);
    return {
      rows: tally.rows,
      refused: consumer.facts.refused?.message,
      issues,
      records: this.#records(type.sheets[0]?.dataset.name ?? ""),
      packed,
    };
  }

  #records(dataset: string): readonly SqlRow[] {
    const { id, columns, external } = this.#layouts.get(dataset)!;
    const names = [...(external ? ["ExternalId"] : []), ...columns.map(({ name }) => name)];
    const quoted = [...names, "CreatedKey", "ModifiedKey", "SourceRow"].map((name) => `"${name}"`);
    const rows = this.#db
      .statement(`SELECT ${quoted.join(", ")} FROM "${dataset}" ORDER BY SourceRow, "${id}"`)
      .all();
    return rows;
  }

  close(): void {
    this.#db.close();
  }
}
