/** Moves the write-ahead log into the store when it has grown, after calls were answered. */
import type { Database } from "./database.ts";
import { LOG_BYTES, sizeOf } from "./open-connection.ts";

/** Moves what no reader holds back; never waits. */
export function checkpoint(db: Database, path: string): void {
  if (!db.isOpen || sizeOf(`${path}-wal`) < LOG_BYTES) return;
  db.statement("PRAGMA wal_checkpoint(PASSIVE)").get();
}
