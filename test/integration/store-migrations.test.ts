/** Opening a store: new, grown, old, damaged, killed half-way, or of a newer program. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Database } from "../../src/store/sqlite/database.ts";
import { migrateLedger } from "../../src/store/sqlite/ledger-migrations.ts";
import { ledgerTables } from "../../src/store/sqlite/ledger-migrations.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import type { Store } from "../../src/store/store.ts";
import { exportRun } from "../helpers/export-runs.ts";
import { importRows } from "../helpers/import-file.ts";
import { column, dataset, importType, sheet } from "../helpers/store-specs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

const BEFORE = importType("Skills", [sheet(dataset("Skills", [column("Name")]))]);
const AFTER = importType("Skills", [
  sheet(
    dataset("Skills", [
      column("Name"),
      column("Level", { kind: "int" }),
      column("Parent", { refers: "Skills" }),
      column("Others", { kind: "list", refers: "Skills" }),
    ]),
  ),
]);

async function open(types: readonly ImportTypeSpec[], name = "store.db"): Promise<Store> {
  return await openSqliteStore({ path: at(name), types, workFolder: at("work") });
}

describe("a store that is opened", () => {
  it("gains the columns and tables that a definition has gained, and keeps its records", async () => {
    {
      await using store = await open([BEFORE]);
      await importRows(store, BEFORE, [{ Name: "A" }]);
    }
    await using store = await open([AFTER]);
    await importRows(store, AFTER, [{ Name: "B", Level: 3, Parent: "A", Others: ["A", "A"] }]);
    expect(await store.records({ dataset: "Skills", where: [], limit: 9 })).toMatchObject([
      { Id: 1, Name: "A", Level: null },
      { Id: 2, Name: "B", Level: 3, Parent: "A", Others: "A" },
    ]);
  });

  it("of the first version gains the ledger of exports, and keeps its runs", async () => {
    {
      await using store = await open([BEFORE]);
      await importRows(store, BEFORE, [{ Name: "A" }]);
    }
    const db = new Database(at("store.db"), { readOnly: false });
    const first = ["Run", "RunIssue", "CTL_AUDIT_LOG", "Tombstone", "DatasetTable"];
    const namesOf = (kind: string): string[] =>
      db
        .statement("SELECT name FROM sqlite_schema WHERE type = ?")
        .all(kind)
        .map(([name]) => String(name));
    for (const trigger of namesOf("trigger")) db.exec(`DROP TRIGGER ${trigger}`);
    const later = namesOf("table").filter((name) => ledgerTables().includes(name));
    for (const table of later.filter((name) => !first.includes(name))) {
      db.exec(`DROP TABLE ${table}`);
    }
    db.exec("PRAGMA user_version = 1");
    db.close();
    await using store = await open([BEFORE]);
    await store.queueExport(exportRun());
    expect(await store.exports({})).toHaveLength(1);
    expect(await store.runs({})).toHaveLength(1);
  });

  it("answers about runs of before", async () => {
    const run = await open([BEFORE]).then(async (store) => {
      const { run: id } = await importRows(store, BEFORE, [{ Name: "A" }]);
      await store[Symbol.asyncDispose]();
      return id;
    });
    await using store = await open([BEFORE]);
    expect(await store.run(run)).toMatchObject({ state: "Decided", verdict: { auditKey: 1 } });
  });

  it("is refused when a newer program wrote it", async () => {
    await (await open([BEFORE]))[Symbol.asyncDispose]();
    const db = new Database(at("store.db"), { readOnly: false });
    db.exec("PRAGMA user_version = 999");
    db.close();
    await expect(open([BEFORE])).rejects.toMatchObject({ name: "OperatorError", code: "S002" });
  });

  it("is refused when it is no database, or damaged", async () => {
    await writeFile(at("text.db"), "no database at all ".repeat(1000));
    await expect(open([BEFORE], "text.db")).rejects.toMatchObject({ code: "S002" });
    {
      await using store = await open([BEFORE]);
      await importRows(
        store,
        BEFORE,
        Array.from({ length: 2000 }, (_, row) => ({ Name: `S${row}` })),
      );
    }
    const bytes = await readFile(at("store.db"));
    bytes.fill(0x5a, bytes.length - 20_000, bytes.length - 4_000);
    await writeFile(at("store.db"), bytes);
    await expect(open([BEFORE])).rejects.toMatchObject({ name: "OperatorError", code: "S002" });
    await truncate(at("store.db"), 8192);
    await expect(open([BEFORE])).rejects.toMatchObject({ code: "S002" });
  });

  it("is refused where its path is a folder", async () => {
    await mkdir(at("folder.db"));
    await expect(open([BEFORE], "folder.db")).rejects.toMatchObject({ code: "S005" });
  });
});

describe("a migration", () => {
  it("that fails in the middle leaves the former version whole", async () => {
    const db = new Database(at("m.db"), { readOnly: false });
    const steps = ["CREATE TABLE One (A)", "CREATE TABLE Two (A)", "CREATE TABLE One (B)"];
    db.transaction(() => {
      migrateLedger(db, steps.slice(0, 1));
    });
    expect(() => {
      db.transaction(() => {
        migrateLedger(db, steps);
      });
    }).toThrow("already exists");
    expect(db.value("PRAGMA user_version")).toBe(1);
    expect(db.value("SELECT count(*) FROM sqlite_schema")).toBe(1);
    db.close();
  });

  it("whose process is killed before the commit is done again from the start", async () => {
    const module = new URL("../helpers/half-migration.ts", import.meta.url);
    const child = spawn(process.execPath, ["--import", "tsx", module.pathname, at("store.db")]);
    await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
    await using store = await open([BEFORE]);
    expect((await importRows(store, BEFORE, [{ Name: "A" }])).verdict.rows.created).toBe(1);
  });
});
