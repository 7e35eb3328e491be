/**
 * A process that imports files of two rows into a store until it is killed: each creates `<n>a` and
 * `<n>b`. Tells each decided file in a line of its own. Arguments: path of the store, first n.
 */
import path from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { importRows } from "./import-file.ts";
import { TYPES } from "./store-specs.ts";

const [storePath = "", first = "0"] = process.argv.slice(2);
const workFolder = path.join(path.dirname(storePath), "work");
const store = await openSqliteStore({ path: storePath, types: [TYPES.Skills], workFolder });
for (let n = Number(first); ; n++) {
  const rows = [{ Name: `${n}a` }, { Name: `${n}b` }];
  await importRows(store, TYPES.Skills, rows, { runId: `run-${String(n).padStart(9, "0")}` });
  process.stdout.write(`${n}\n`);
}
