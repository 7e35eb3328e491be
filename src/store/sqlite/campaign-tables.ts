/** What campaigns need beside the tables of their records: the indexes that find who is to be called. */
import type { Database } from "./database.ts";
import type { Layouts } from "./layout.ts";

export const CUSTOMER = "Customer";
export const CAMPAIGN = "OutboundCampaign";

/** Names that no table of a client can have. */
export const CAMPAIGN_INDEXES = ["CustomerToCall", "BlockedWildcards"] as const;

/** Whether the import types have campaigns that can run; else there are none. */
export function haveCampaigns(layouts: Layouts): boolean {
  const customers = layouts.get(CUSTOMER);
  return layouts.has(CAMPAIGN) && hasColumn(customers?.columns, "NextCallTime");
}

function hasColumn(columns: readonly { readonly name: string }[] = [], name: string): boolean {
  return columns.some((column) => column.name === name);
}

/** Runs inside the caller's transaction, after the tables of the records are there. */
export function prepareCampaigns(db: Database, layouts: Layouts): void {
  if (!haveCampaigns(layouts)) return;
  // Within equal values SQLite sorts by Id, the order of the input. It counts the states, too.
  db.exec(
    `CREATE INDEX IF NOT EXISTS CustomerToCall
     ON Customer (CampaignId, State, Priority DESC, NextCallTime)`,
  );
  // Nearly always empty: whether there are wildcards at all is asked for each hand-out.
  db.exec(
    `CREATE INDEX IF NOT EXISTS BlockedWildcards ON BlockedNumbers (Number)
     WHERE substr(Number, -1) = '*'`,
  );
  // Campaigns of a store that is older than their life.
  db.exec(
    `INSERT INTO CampaignLife (Campaign, Run, File, Sha256, CreatedAt)
     SELECT c.Id, a.RUN, r.File, r.Sha256, coalesce(a.TIME, '1970-01-01T00:00:00.000Z')
     FROM OutboundCampaign AS c LEFT JOIN CTL_AUDIT_LOG AS a ON a.AUDIT_KEY = c.CreatedKey
       LEFT JOIN Run AS r ON r.Id = a.RUN
     WHERE true ON CONFLICT DO NOTHING`,
  );
}
