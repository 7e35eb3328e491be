/**
 * The customers of a campaign who are next, by the index CustomerToCall alone. Priorities come first in it, so
 * each that occurs is asked for by itself: at most a hundred short looks, whatever the number of customers.
 */
import { LIMIT, type Database, type SqlRow, type SqlValue } from "../database.ts";
import { LIVE_COLUMNS, liveCustomer, type LiveCustomer } from "./live-customer.ts";

const OPEN = "c.CampaignId = ? AND c.State = 'NotHandled'";
/** Customers without a time come before those with one, as they sort in the index. */
export const DUE_SQL = [
  `SELECT ${LIVE_COLUMNS} FROM Customer AS c
   WHERE ${OPEN} AND c.Priority IS ? AND c.NextCallTime IS NULL ORDER BY c.Id ${LIMIT}`,
  `SELECT ${LIVE_COLUMNS} FROM Customer AS c
   WHERE ${OPEN} AND c.Priority IS ? AND c.NextCallTime <= ? ORDER BY c.NextCallTime, c.Id ${LIMIT}`,
] as const;
export const PRIORITY_SQL = [
  `SELECT c.Priority FROM Customer AS c WHERE ${OPEN} ORDER BY c.Priority DESC LIMIT 1`,
  `SELECT c.Priority FROM Customer AS c
   WHERE ${OPEN} AND c.Priority < ? ORDER BY c.Priority DESC LIMIT 1`,
  // A priority that was cleared sorts behind all others.
  `SELECT c.Priority FROM Customer AS c WHERE ${OPEN} AND c.Priority IS NULL LIMIT 1`,
] as const;

export function dueCustomers(
  db: Database,
  campaign: number,
  now: string,
  limit: number,
): readonly LiveCustomer[] {
  const found: SqlRow[] = [];
  const [untimed, timed] = DUE_SQL;
  for (const priority of priorities(db, campaign)) {
    const missing = (): number => limit - found.length;
    found.push(...db.statement(untimed).all(campaign, priority, missing()));
    if (missing() > 0) found.push(...db.statement(timed).all(campaign, priority, now, missing()));
    if (missing() <= 0) break;
  }
  return found.map(liveCustomer);
}

/** Those of open customers, highest first. */
function* priorities(db: Database, campaign: number): Generator<SqlValue> {
  const [highest, lower, none] = PRIORITY_SQL;
  let row = db.statement(highest).get(campaign);
  while (row) {
    const [priority = null] = row;
    yield priority;
    if (priority === null) return;
    row = db.statement(lower).get(campaign, priority) ?? db.statement(none).get(campaign);
  }
}
