/** SQLite: the adapter of @photostructure/sqlite (the API of node:sqlite). */
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { AppError, OperatorError, TransientError } from "../../core/errors.ts";
import type { ErrorCode } from "../../core/codes.ts";

export type SqlValue = string | number | null;
export type SqlRow = readonly SqlValue[];

/** A prepared statement; rows are arrays in the order of the SELECT. */
export interface Statement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number };
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): readonly SqlRow[];
  iterate(...parameters: readonly SqlValue[]): IterableIterator<SqlRow>;
}

/**
 * How many rows at most. SQLite looks at the value of a bare `LIMIT ?` when it plans, and therefore
 * prepares the statement anew each time that it is bound: half of the time of a long one.
 */
export const LIMIT = "LIMIT ? + 0";

const CHANGES = "SELECT total_changes()";
/** SQLITE_CHANGESET_OMIT: what is in the way of one record stops no other. */
const OMIT = 0;

/** More statements than this are never open: the oldest are prepared anew when needed again. */
const MOST_STATEMENTS = 500;

/** One connection, with its prepared statements. Its errors pass through `fromSqlite` first. */
export class Database {
  readonly #native: DatabaseSyncInstance;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, options: { readonly readOnly: boolean }) {
    this.#native = translated(
      `open ${path}`,
      () =>
        new DatabaseSync(path, {
          readOnly: options.readOnly,
          returnArrays: true,
          timeout: 60_000,
          // The ledger and the checks of rows keep the references; see also open-connection.ts.
          enableForeignKeyConstraints: true,
        }),
    );
  }

  get isOpen(): boolean {
    return this.#native.isOpen;
  }

  get isTransaction(): boolean {
    return this.#native.isOpen && this.#native.isTransaction;
  }

  exec(sql: string): void {
    translated("store", () => {
      this.#native.exec(sql);
    });
  }

  /** Prepares `sql`, or gives the statement prepared before. */
  statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const [oldest] = this.#statements.keys();
    if (this.#statements.size >= MOST_STATEMENTS && oldest !== undefined) {
      this.#statements.delete(oldest);
    }
    const fresh = translated(sql, () => this.#native.prepare(sql) as unknown as Statement);
    this.#statements.set(sql, fresh);
    return fresh;
  }

  /**
   * Takes in a changeset of inserts; a record whose key or unique value is taken is left out.
   * Gives the number of records that went in.
   */
  insertChanges(changes: Uint8Array): number {
    const before = this.value(CHANGES);
    translated("store", () => this.#native.applyChangeset(changes, { onConflict: () => OMIT }));
    return Number(this.value(CHANGES)) - Number(before);
  }

  /** The first value of the first row of a query. */
  value(sql: string, ...parameters: readonly SqlValue[]): SqlValue {
    return translated("store", () => this.statement(sql).get(...parameters)?.[0] ?? null);
  }

  /** The first row of a query whose values may be bytes, too. */
  rowWithBytes(
    sql: string,
    ...parameters: readonly SqlValue[]
  ): readonly (SqlValue | Uint8Array)[] {
    return translated("store", () => this.statement(sql).get(...parameters) ?? []);
  }

  /** While `act` runs, no value may become longer than this: it throws instead (see isTooBig). */
  withLengthLimit<T>(bytes: number | undefined, act: () => T): T {
    const { limits } = this.#native;
    limits.length = bytes ?? Infinity;
    try {
      return act();
    } finally {
      limits.length = Infinity;
    }
  }

  /**
   * As `transaction`, but a power cut may undo it; a crash of the process can't. The next full commit
   * makes it durable, too. For notes whose loss recovery makes good.
   */
  note<T>(act: () => T): T {
    this.exec("PRAGMA synchronous = NORMAL");
    try {
      return this.transaction(act);
    } finally {
      this.exec("PRAGMA synchronous = FULL");
    }
  }

  /** Runs `act` in one transaction that holds the write lock from its start. */
  transaction<T>(act: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = act();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      this.rollback();
      throw fromSqlite(error, "store");
    }
  }

  /** Runs `act` in one transaction and undoes whatever it did. */
  trial<T>(act: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      return act();
    } catch (error) {
      throw fromSqlite(error, "store");
    } finally {
      this.rollback();
    }
  }

  /** Rolls back, unless SQLite has done so by itself (disk full). */
  rollback(): void {
    if (this.isTransaction) this.exec("ROLLBACK");
  }

  close(): void {
    this.#statements.clear();
    if (this.#native.isOpen) this.#native.close();
  }
}

function translated<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fromSqlite(error, doing);
  }
}

/** Whether a statement broke a unique index or primary key, by the extended result code. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && UNIQUE.includes(Number(error.errcode));
}

/** Whether a value became longer than SQLite's limit, or that of `withLengthLimit` (TOOBIG). */
export function isTooBig(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 18;
}

/** CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID. */
const UNIQUE: readonly number[] = [1555, 2067, 2579];

/** SQLite's primary result codes (sqlite.org/rescode.html) that are not faults of ours. */
const FOREIGN: Readonly<Record<number, { code: ErrorCode; transient: boolean }>> = {
  3: { code: "S005", transient: false }, // PERM
  5: { code: "S006", transient: true }, // BUSY
  6: { code: "S006", transient: true }, // LOCKED
  7: { code: "S006", transient: true }, // NOMEM
  8: { code: "S005", transient: false }, // READONLY
  10: { code: "S006", transient: true }, // IOERR
  11: { code: "S002", transient: false }, // CORRUPT
  13: { code: "S004", transient: true }, // FULL
  14: { code: "S005", transient: false }, // CANTOPEN
  26: { code: "S002", transient: false }, // NOTADB
};

/** Translates an error of SQLite by its result code; others pass unchanged. */
export function fromSqlite(error: unknown, doing: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !("errcode" in error)) return error;
  const known = typeof error.errcode === "number" ? FOREIGN[error.errcode & 0xff] : undefined;
  if (!known) return error;
  const message = `${doing}: ${error.message}`;
  return known.transient
    ? new TransientError(known.code, message, { cause: error })
    : new OperatorError(known.code, message, { cause: error });
}
