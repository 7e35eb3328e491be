/**
 * Marks customers whose numbers that are left are all blocked: for everybody or for their campaign, and
 * not expired. One statement over the customers that a file has brought, or over all of open campaigns.
 */
import { OPEN_STATES } from "../../../dialling/campaign-states.ts";
import { KEY_SEPARATOR } from "../../fold.ts";
import type { Database } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";

const CUSTOMERS = "Customer";
const CAMPAIGNS = "OutboundCampaign";
const BLOCKED = "BlockedNumbers";
/** E.164 has at most 15 digits. */
const LONGEST_NUMBER = 16;

/** Gives the number of customers that became Blocked. Stores without these datasets: none. */
export function markBlockedCustomers(
  db: Database,
  layouts: Layouts,
  which: { readonly auditKey: number } | "open",
  now: Date,
): number {
  const customers = layouts.get(CUSTOMERS);
  const blocked = layouts.get(BLOCKED);
  const campaigns = layouts.get(CAMPAIGNS);
  if (!customers || !blocked?.key || !campaigns?.key) return 0;
  const phones = customers.columns
    .filter(({ spec, role }) => spec.kind === "phone" && role === "value")
    .map(({ name }) => `c.${quoted(name)}`);
  const counts = customers.columns.some(({ name }) => name === "PhoneIndex");
  if (phones.length === 0) return 0;
  const hasWildcards =
    db.value(`SELECT 1 FROM ${quoted(BLOCKED)} WHERE Number LIKE '%*' LIMIT 1`) === 1;
  // Numbers that were tried already don't count, nor those that there are not.
  const isLeft = phones.map((phone, index) =>
    counts
      ? `(${phone} IS NOT NULL AND coalesce(c.PhoneIndex, 1) <= ${index + 1})`
      : `${phone} IS NOT NULL`,
  );
  const isBlocked = phones.map(
    (phone, index) =>
      `(NOT (${isLeft[index] ?? ""}) OR EXISTS (${entryFor(phone, blocked, hasWildcards)}))`,
  );
  const open = OPEN_STATES.map((state) => `'${state}'`).join(", ");
  const those =
    which === "open"
      ? `c.CampaignId IN (SELECT Id FROM ${quoted(CAMPAIGNS)} WHERE State IN (${open}))`
      : "c.ModifiedKey = ?2";
  const statement = db.statement(
    `UPDATE ${quoted(CUSTOMERS)} AS c SET State = 'Blocked'
     WHERE ${those} AND c.State = 'NotHandled'
       AND (${isLeft.join(" OR ")})
       AND ${isBlocked.join(" AND ")}`,
  );
  const parameters = which === "open" ? [] : [which.auditKey];
  return statement.run(now.toISOString(), ...parameters).changes;
}

/** A number is found by the key of its entry: the number, then the campaign or nothing. */
function entryFor(phone: string, blocked: Layout, hasWildcards: boolean): string {
  const key = quoted(blocked.key ?? "Key");
  const numbers = [phone];
  for (let length = 2; hasWildcards && length <= LONGEST_NUMBER; length++) {
    numbers.push(`substr(${phone}, 1, ${length}) || '*'`);
  }
  const separator = `char(${KEY_SEPARATOR.charCodeAt(0)})`;
  const keys = numbers.flatMap((number) => [
    `${number} || ${separator}`,
    `${number} || ${separator} || ${campaignPart(blocked)}`,
  ]);
  return `SELECT 1 FROM ${quoted(BLOCKED)} AS b
    WHERE b.${key} IN (${keys.join(", ")}) AND (b.ValidUntil IS NULL OR b.ValidUntil >= ?1)`;
}

/** The campaign in the key of an entry: its folded name, or its Id where it is a reference. */
function campaignPart(blocked: Layout): string {
  const column = blocked.columns.find(({ spec }) => spec.name === "Campaign");
  if (column?.role === "reference") return `'#' || c.CampaignId`;
  return `(SELECT k.Key FROM ${quoted(CAMPAIGNS)} AS k WHERE k.Id = c.CampaignId)`;
}
