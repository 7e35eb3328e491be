/** A customer as dialling sees it: numbers, what was used up of them, when it may be called. */
import type { CustomerState } from "../../campaign-ledger.ts";
import { fold, KEY_SEPARATOR } from "../../fold.ts";
import type { CallWindow } from "../../../dialling/call-window.ts";
import type { Database, SqlRow, SqlValue } from "../database.ts";

export interface LiveCustomer {
  readonly id: number;
  readonly externalId: string;
  readonly state: CustomerState;
  /** Phone1 to Phone5, E.164. */
  readonly numbers: readonly (string | undefined)[];
  /** Places of those that there are: `[1, 3]`. */
  readonly phones: readonly number[];
  /** The numbers as the file wrote them. */
  readonly rawNumbers: readonly (string | undefined)[];
  readonly phoneIndex: number;
  readonly redialsUsed: number;
  /** Calls made. */
  readonly attempts: number;
  readonly window: Omit<CallWindow, "zone"> & { readonly zone: string | undefined };
  readonly details: CustomerDetails;
}

export interface CustomerDetails {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly language?: string;
  readonly preferredAgent?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const PLACES = [1, 2, 3, 4, 5] as const;

export const LIVE_COLUMNS = `c.Id, c.ExternalId, c.State, c.PhoneIndex, c.RedialsUsed, c.Attempts,
  c.CallFrom, c.CallUntil, c.TimeZone, c.FirstName, c.LastName, c.Company, c.Email, c.Language,
  (SELECT Login FROM Users WHERE Id = c.PreferredAgentId), c.Attributes,
  ${PLACES.map((place) => `c.Phone${place}`).join(", ")},
  ${PLACES.map((place) => `c.Phone${place}Raw`).join(", ")}`;

export function liveCustomer(row: SqlRow): LiveCustomer {
  const [id, externalId, state, phoneIndex, redialsUsed, attempts, from, until, zone] = row;
  const numbers = row.slice(16, 21).map(textOr);
  return {
    id: Number(id),
    externalId: String(externalId),
    state: String(state) as CustomerState,
    numbers,
    phones: PLACES.filter((place) => numbers[place - 1] !== undefined),
    rawNumbers: row.slice(21, 26).map(textOr),
    phoneIndex: Number(phoneIndex ?? 1),
    redialsUsed: Number(redialsUsed ?? 0),
    attempts: Number(attempts ?? 0),
    window: { from: textOr(from), until: textOr(until), zone: textOr(zone) },
    details: detailsOf(row.slice(9, 16)),
  };
}

function detailsOf(row: SqlRow): CustomerDetails {
  const [firstName, lastName, company, email, language, preferredAgent, attributes] = row;
  const given = { firstName, lastName, company, email, language, preferredAgent };
  const texts = Object.entries(given).filter(([, value]) => typeof value === "string");
  return { ...Object.fromEntries(texts), attributes: attributesOf(attributes) };
}

/** Free attributes in the order of the file, as texts. */
export function attributesOf(json: SqlValue | undefined): Readonly<Record<string, string>> {
  if (typeof json !== "string") return {};
  const values = Object.entries(JSON.parse(json) as Record<string, unknown>);
  return Object.fromEntries(
    values.map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

export function customerById(db: Database, id: number): LiveCustomer | undefined {
  const row = db.statement(`SELECT ${LIVE_COLUMNS} FROM Customer AS c WHERE c.Id = ?`).get(id);
  return row && liveCustomer(row);
}

/** @param externalId without regard to case. */
export function customerNamed(
  db: Database,
  campaign: number,
  externalId: string,
): LiveCustomer | undefined {
  const row = db
    .statement(`SELECT ${LIVE_COLUMNS} FROM Customer AS c WHERE c.Key = ?`)
    .get(`#${campaign}${KEY_SEPARATOR}${fold(externalId)}`);
  return row && liveCustomer(row);
}

function textOr(value: SqlValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
