/** Moves the write-ahead log into the store after a large import, when its verdict is told. */
import type { Database } from "./database.ts";
import { sizeOf } from "./open-connection.ts";

const LARGE_BYTES = 4 * 1024 ** 2;

export function checkpoint(db: Database, path: string): void {
  if (!db.isOpen || sizeOf(`${path}-wal`) < LARGE_BYTES) return;
  db.statement("PRAGMA wal_checkpoint(PASSIVE)").get();
}
