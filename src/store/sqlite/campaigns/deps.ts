/** What the parts of the ledger of campaigns share. */
import type { Database } from "../database.ts";
import type { Layouts } from "../layout.ts";

export interface CampaignDeps {
  readonly db: Database;
  readonly layouts: Layouts;
  /** Of the service: for campaigns that have none. IANA. */
  readonly timeZone: string;
}
