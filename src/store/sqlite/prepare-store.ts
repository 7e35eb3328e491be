/** Makes the store ready for this program: all of it in one transaction, or nothing. */
import { seedBuiltIn } from "./built-in-records.ts";
import { prepareCampaigns } from "./campaign-tables.ts";
import { prepareDatabases } from "./database-tables.ts";
import { prepareTables } from "./dataset-tables.ts";
import type { Database } from "./database.ts";
import type { Layouts } from "./layout.ts";
import { migrateLedger } from "./ledger-migrations.ts";

/**
 * @throws {OperatorError} S002 for the store of a newer program.
 * @throws {ConfigError} C004 for a definition of a database that does not fit its table.
 */
export function prepareStore(db: Database, layouts: Layouts): void {
  db.transaction(() => {
    migrateLedger(db);
    prepareDatabases(db, layouts);
    prepareTables(db, layouts);
    seedBuiltIn(db, layouts);
    prepareCampaigns(db, layouts);
  });
}
