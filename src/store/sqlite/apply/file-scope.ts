/** What belongs to one file of a transaction, so that it can be taken back without the others. */
import type { Database } from "../database.ts";

export interface FileScope {
  begin(): void;
  /** Takes back what was stored since `begin`. */
  undo(): void;
  end(): void;
}

/**
 * A savepoint for each file where there are several. A file alone has the transaction for itself: a
 * savepoint would keep a copy of every page that a large import changes.
 */
export function openFileScope(db: Database, files: number): FileScope {
  if (files === 1) {
    return {
      begin: () => undefined,
      undo: () => {
        db.rollback();
        db.exec("BEGIN IMMEDIATE");
      },
      end: () => undefined,
    };
  }
  return {
    begin: () => {
      db.exec("SAVEPOINT File");
    },
    undo: () => {
      db.exec("ROLLBACK TO File");
    },
    end: () => {
      db.exec("RELEASE File");
    },
  };
}
