/**
 * What an import does to campaigns beside its rows, in its transaction: new campaigns begin to live, new
 * customers get the time of their first call, and customers whose numbers are all blocked are marked.
 */
import type { Database } from "../database.ts";
import type { Layouts } from "../layout.ts";
import { markBlockedCustomers } from "./blocked-customers.ts";
import type { FileFacts } from "./feed-consumer.ts";
import { CAMPAIGN, CUSTOMER, haveCampaigns } from "../campaign-tables.ts";

export interface CampaignImport {
  readonly db: Database;
  readonly layouts: Layouts;
  /** Names of the datasets that the import is about. */
  readonly datasets: readonly string[];
  readonly auditKey: number;
  readonly run: string;
  readonly facts: Pick<FileFacts, "sha256" | "headings">;
  readonly now: Date;
}

export function finishCampaigns(imported: CampaignImport): void {
  const { db, layouts, datasets, auditKey, now } = imported;
  if (datasets.includes(CAMPAIGN)) beginLives(imported);
  if (datasets.includes(CUSTOMER)) {
    if (haveCampaigns(layouts)) {
      setFirstCalls(db, auditKey);
      keepHeadings(imported);
    }
    markBlockedCustomers(db, layouts, { auditKey }, now);
  } else if (datasets.includes("BlockedNumbers") && haveCampaigns(layouts)) {
    markBlockedCustomers(db, layouts, "open", now);
  }
}

function beginLives({ db, auditKey, run, facts, now }: CampaignImport): void {
  db.statement(
    `INSERT INTO CampaignLife (Campaign, Run, File, Sha256, CreatedAt)
     SELECT Id, ?1, (SELECT File FROM Run WHERE Id = ?1), ?2, ?3 FROM OutboundCampaign
     WHERE CreatedKey = ?4 ON CONFLICT DO NOTHING`,
  ).run(run, facts.sha256, now.toISOString(), auditKey);
}

/** Customers that were called already keep their time: a file changes nothing of what calls did. */
function setFirstCalls(db: Database, auditKey: number): void {
  db.statement(
    `UPDATE Customer SET NextCallTime = NotBefore WHERE ModifiedKey = ? AND Attempts IS NULL
       AND State IN ('NotHandled', 'Filtered') AND NextCallTime IS NOT NotBefore`,
  ).run(auditKey);
}

/** The columns of the campaign's files in their order, so that its export can have them so. */
function keepHeadings({ db, auditKey, facts }: CampaignImport): void {
  if (!facts.headings) return;
  const campaign = db.value(
    "SELECT CampaignId FROM Customer WHERE ModifiedKey = ? ORDER BY Id DESC LIMIT 1",
    auditKey,
  );
  if (campaign === null) return;
  const kept = db.value("SELECT Headings FROM CampaignLife WHERE Campaign = ?", campaign);
  const before = typeof kept === "string" ? (JSON.parse(kept) as readonly string[]) : [];
  const all = [...new Set([...before, ...facts.headings])];
  db.statement("UPDATE CampaignLife SET Headings = ? WHERE Campaign = ?").run(
    JSON.stringify(all),
    campaign,
  );
}
