/** A process that dies in the middle of preparing a store; its argument is the path. */
import { openWriter } from "../../src/store/sqlite/open-connection.ts";
import { migrateLedger } from "../../src/store/sqlite/ledger-migrations.ts";

const db = openWriter(process.argv[2] ?? "");
db.transaction(() => {
  migrateLedger(db);
  db.exec("CREATE TABLE Skills (Half)");
  process.kill(process.pid, "SIGKILL");
});
