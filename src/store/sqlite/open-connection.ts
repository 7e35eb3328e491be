/** Opens the connections of the store: the one that writes, and the ones that only read. */
import { statSync } from "node:fs";
import { OperatorError } from "../../core/errors.ts";
import { Database } from "./database.ts";

export const MEMORY = ":memory:";
/** Up to this size a store is checked at every start; a larger one after an unclean stop only. */
const SMALL_BYTES = 64 * 1024 ** 2;

/** Up to this size the log is left alone; shorter than that it is cut when it begins anew. */
export const LOG_BYTES = 4 * 1024 ** 2;

/** @throws {OperatorError} S002 when the file is damaged or can't have a write-ahead log; S005. */
export function openWriter(path: string): Database {
  // A clean stop removes the log, so one that is there tells of a crash (or of a second process).
  const bytes = sizeOf(path);
  const unclean = sizeOf(`${path}-wal`) > 0;
  const db = new Database(path, { readOnly: false });
  try {
    const mode = db.value("PRAGMA journal_mode = WAL");
    if (mode !== (path === MEMORY ? "memory" : "wal")) {
      throw new OperatorError("S002", `${path}: the store needs a write-ahead log, not ${mode}`, {
        hint: "Keep the store on a local disk, not on a network share.",
      });
    }
    db.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    // The log is moved into the store by checkpoint.ts, after the answer and not inside a commit.
    db.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${LOG_BYTES / 2}`);
    // Before the cache is made large: the check reads everything once, and would leave it full.
    if (unclean || bytes <= SMALL_BYTES) refuseDamaged(db, path);
    db.exec("PRAGMA cache_size = -32768");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function openReader(path: string): Database {
  const db = new Database(path, { readOnly: true });
  db.exec("PRAGMA query_only = ON; PRAGMA cache_size = -16384");
  return db;
}

function refuseDamaged(db: Database, path: string): void {
  const found = db.value("PRAGMA quick_check(1)");
  if (found === "ok") return;
  throw new OperatorError("S002", `${path} is damaged: ${found}`, {
    hint: "Restore the last backup of the store, or move the file away to begin anew.",
  });
}

/** Bytes of a file, 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
