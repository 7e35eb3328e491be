/** A store with one client's table, for tests of its files. */
import { afterEach, beforeEach } from "vitest";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { Database } from "../../src/store/sqlite/database.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { databaseOf, importText, typesOf } from "./database-files.ts";
import type { Imported } from "./import-file.ts";
import { useTemporaryFolder } from "./temporary-folder.ts";

const YAML = `
name: clients
key: [No]
columns:
  - { name: No, type: text, length: 10 }
  - { name: Name, type: text, required: true }
  - { name: Mail, type: text, length: 12 }
  - { name: Vip, type: boolean }
  - { name: Born, type: date }
  - { name: Big, type: int64 }
importer: { enabled: true }
updater: { enabled: true }
`;

export const { importer, updater } = typesOf(databaseOf(YAML));

export interface ClientsStore {
  readonly take: (type: ImportTypeSpec, text: string, name?: string) => Promise<Imported>;
  /** `No=Name,Mail,Vip,Born,Big` of each record; null as `-`. */
  readonly records: () => Promise<readonly string[]>;
  /** `<audit key> <key>` of each. */
  readonly tombstones: () => readonly string[];
  readonly inFolder: (name: string) => string;
}

/** Opens a store for each test. */
export function useClientsStore(): ClientsStore {
  const inFolder = useTemporaryFolder();
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({
      path: inFolder("store.db"),
      types: [importer, updater],
      workFolder: inFolder("work"),
    });
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
  });
  return {
    inFolder,
    take: (type, text, name = "clients.csv") =>
      importText({ store, folder: inFolder(".") }, type, name, text),
    records: async () => {
      const found = await store.records({ dataset: "clients", where: [], limit: 100 });
      return found
        .map(({ No, Name, Mail, Vip, Born, Big }) => {
          const values = [Name, Mail, Vip, Born, Big].map((value) => value ?? "-");
          return `${No ?? ""}=${values.join(",")}`;
        })
        .sort();
    },
    tombstones: () => {
      const db = new Database(inFolder("store.db"), { readOnly: true });
      try {
        const rows = db.statement("SELECT AuditKey, Key FROM Tombstone ORDER BY 1, 2").all();
        return rows.map(([key, name]) => `${String(key)} ${String(name)}`);
      } finally {
        db.close();
      }
    },
  };
}
