import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DUE_SQL, PRIORITY_SQL } from "../../../../src/store/sqlite/campaigns/due-customers.ts";
import { Database } from "../../../../src/store/sqlite/database.ts";
import { layoutsOf } from "../../../../src/store/sqlite/layout.ts";
import { prepareStore } from "../../../../src/store/sqlite/prepare-store.ts";
import { SHIPPED } from "../../../helpers/campaigning.ts";

describe("the questions of each hand-out", () => {
  let db: Database;
  beforeAll(() => {
    db = new Database(":memory:", { readOnly: false });
    prepareStore(db, layoutsOf(SHIPPED));
  });
  afterAll(() => {
    db.close();
  });

  const plan = (sql: string): string => {
    const rows = db.statement(`EXPLAIN QUERY PLAN ${sql}`).all();
    return rows.map((row) => String(row[3])).join("; ");
  };

  it.each([...DUE_SQL, ...PRIORITY_SQL])(
    "are answered by the index, without sorting: %s",
    (sql) => {
      expect(plan(sql)).toContain("INDEX CustomerToCall");
      expect(plan(sql)).not.toMatch(/SCAN|TEMP B-TREE/);
    },
  );

  it.each([
    "SELECT 1 FROM BlockedNumbers WHERE Key IN (?, ?) AND (ValidUntil IS NULL OR ValidUntil >= ?)",
    "SELECT Lease FROM CampaignLease WHERE Until <= ?",
    "SELECT count(*) FROM CampaignLease WHERE Campaign = ?",
    "SELECT 1 FROM CampaignAttempt WHERE Customer = ? AND Dialled = 1 AND (Lease = ? OR StartTime = ?)",
    "SELECT User FROM CustomerAction WHERE Customer = ? AND Action = 'leave-out' ORDER BY Id DESC LIMIT 1",
    "SELECT State, count(*) FROM Customer WHERE CampaignId = ? GROUP BY State",
  ])("find what they need: %s", (sql) => {
    expect(plan(sql)).toMatch(/SEARCH \w+ USING (COVERING )?INDEX/);
    expect(plan(sql)).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  it("look for wildcards in an index that holds nothing else", () => {
    const sql = "SELECT 1 FROM BlockedNumbers WHERE substr(Number, -1) = '*' LIMIT 1";
    expect(plan(sql)).toContain("USING COVERING INDEX BlockedWildcards");
  });
});
