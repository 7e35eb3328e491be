/** A client's table with a column of each type and a key of two parts, and rows that are hard to write down. */
import type { DatabaseFile } from "../../src/datasets/databases/database-file.ts";
import { toDatabaseSpec } from "../../src/datasets/databases/database-spec.ts";
import { moduleTypes } from "../../src/datasets/databases/module-types.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { Database, type SqlValue } from "../../src/store/sqlite/database.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";

export const COLUMNS = [
  ...["SITE", "ARTICLE", "NOTE", "PRICE", "SOLD", "SINCE", "OPENS", "CHANGED", "EAN"],
] as const;

const stockFile: DatabaseFile = {
  name: "stock",
  key: ["SITE", "ARTICLE"],
  columns: [
    { name: "SITE", type: "text", length: 20 },
    { name: "ARTICLE", type: "integer" },
    { name: "NOTE", type: "text" },
    { name: "PRICE", type: "decimal" },
    { name: "SOLD", type: "boolean" },
    { name: "SINCE", type: "date" },
    { name: "OPENS", type: "time" },
    { name: "CHANGED", type: "datetime" },
    { name: "EAN", type: "int64" },
  ],
  importer: { enabled: true, shrinkGuard: "100%" },
  updater: { enabled: true },
  displacer: { enabled: true },
};

/** Its definition as it stands in config/databases: JSON is YAML, too. */
export const TABLE = JSON.stringify(stockFile);

export const stock = toDatabaseSpec(stockFile);

export const stockTypes: readonly ImportTypeSpec[] = moduleTypes(stock, 0);

const AT = "2026-03-01T10:14:59.999Z";

/** In the order of COLUMNS. */
export const HARD_ROWS: readonly (readonly SqlValue[])[] = [
  ["A", 1, 'say "so", then', 0.1 + 0.2, 1, "2026-02-28", "24:00", AT, "9223372036854775807"],
  ["A", 2, "line 1\nline 2\r\nline 3\rend", -1.5e-7, 0, null, null, null, "-1"],
  ["A", 3, "", 1e21, null, null, null, null, null],
  ["A", 4, null, 2 / 3, null, null, null, null, null],
  ["a", 4, "  blanks at both ends\t", 100, null, null, null, null, null],
  ["Ä,B", 5, "<b>&amp; ]]> 🙂 ÄÖ \u2028 \u00a0", null, null, null, null, null, null],
  ["; =", -6, "~", 0, null, null, null, null, null],
  ["7", 999_999_999_999_999, "'=1+1", null, null, null, null, null, null],
];

/** A store with the table alone. */
export async function makeStock(path: string, workFolder: string): Promise<void> {
  const store = await openSqliteStore({ path, types: stockTypes, workFolder });
  await store[Symbol.asyncDispose]();
}

/** Writes rows as an import with this audit key would leave them. */
export function insertStock(
  path: string,
  auditKey: number,
  rows: readonly (readonly SqlValue[])[],
): void {
  const db = new Database(path, { readOnly: false });
  try {
    db.transaction(() => {
      const names = [...COLUMNS, "Key", "CreatedKey", "ModifiedKey"];
      const marks = names.map(() => "?").join(", ");
      const insert = db.statement(`INSERT INTO stock (${names.join(", ")}) VALUES (${marks})`);
      for (const row of rows) {
        insert.run(...row, `${row[0] ?? ""}\u001f${row[1] ?? ""}`, auditKey, auditKey);
      }
      db.exec("UPDATE DatasetTable SET LastId = (SELECT max(Id) FROM stock) WHERE Name = 'stock'");
      db.statement("INSERT INTO CTL_AUDIT_LOG VALUES (?, 'r', 'stock', ?, 0, 0, 0)").run(
        auditKey,
        AT,
      );
    });
  } finally {
    db.close();
  }
}

/** Runs SQL on the store. */
export function changeStock(path: string, sql: string): void {
  const db = new Database(path, { readOnly: false });
  try {
    db.transaction(() => {
      db.exec(sql);
    });
  } finally {
    db.close();
  }
}

/** All rows by key, as the table has them. */
export function stockRows(path: string): readonly (readonly SqlValue[])[] {
  const db = new Database(path, { readOnly: true });
  try {
    return db.statement(`SELECT ${COLUMNS.join(", ")} FROM stock ORDER BY SITE, ARTICLE`).all();
  } finally {
    db.close();
  }
}
