/** Customers of a campaign as an export shows them, a page at a time. */
import type { CallResult } from "../../../dialling/call-results.ts";
import type { CampaignCustomer, CustomerState } from "../../campaign-ledger.ts";
import { LIMIT, type SqlRow, type SqlValue } from "../database.ts";
import { plainCampaigns, text } from "./campaign-rows.ts";
import { CUSTOMER } from "../campaign-tables.ts";
import type { CampaignDeps } from "./deps.ts";
import { attributesOf } from "./live-customer.ts";

const LIVE = `t.Id, t.ExternalId, t.Phone1, t.Phone2, t.Phone3, t.Phone4, t.Phone5, t.State, t.CallResult,
  t.CalledNumber, t.Attempts, t.FirstCallTime, t.LastCallTime, t.TalkTime, t.Agent,
  (SELECT u.FirstName || ' ' || u.LastName FROM Users AS u WHERE u.Key = lower(t.Agent)),
  t.NextCallTime, ${leftOut("User")}, ${leftOut("At")}, t.Note, t.ScriptSavedAt, t.ScriptAnswers, t.Attributes`;
const LIVE_COUNT = 23;

/** Of the last time that somebody left the customer out. */
function leftOut(column: "User" | "At"): string {
  return `CASE t.State WHEN 'Filtered' THEN (SELECT a.${column} FROM CustomerAction AS a
    WHERE a.Customer = t.Id AND a.Action = 'leave-out' ORDER BY a.Id DESC LIMIT 1) END`;
}

/** In input order. */
export function readCustomers(
  deps: CampaignDeps,
  name: string,
  after: number,
  limit: number,
): readonly CampaignCustomer[] {
  const [campaign] = plainCampaigns(deps, { name });
  if (!campaign) return [];
  const columns = inputColumns(deps);
  const kept = deps.db.value("SELECT Headings FROM CampaignLife WHERE Campaign = ?", campaign.id);
  const headings = typeof kept === "string" ? (JSON.parse(kept) as readonly string[]) : [];
  const selected = [LIVE, ...columns.map(({ expression }) => expression)].join(", ");
  return deps.db
    .statement(
      `SELECT ${selected} FROM Customer AS t WHERE t.CampaignId = ? AND t.Id > ? ORDER BY t.Id ${LIMIT}`,
    )
    .all(campaign.id, after, limit)
    .map((row) => customerOf(row, columns, headings));
}

interface InputColumn {
  readonly name: string;
  readonly expression: string;
  /** What a customer has whose file said nothing. */
  readonly usual: string | undefined;
}

/** What a file can say of a customer, phones as they were written; the campaign is the same for all. */
function inputColumns({ layouts }: CampaignDeps): readonly InputColumn[] {
  const layout = layouts.get(CUSTOMER);
  return (layout?.columns ?? []).flatMap(({ spec, name, role }) => {
    if (spec.internal || spec.name === "Campaign") return [];
    if (spec.kind === "phone" && role === "value") return [];
    const expression =
      role === "reference"
        ? `(SELECT Login FROM Users WHERE Id = t.${name})`
        : role === "raw"
          ? `coalesce(t.${name}, t.${spec.name})`
          : `t.${name}`;
    const usual = spec.default === undefined ? undefined : String(spec.default);
    return [{ name: spec.name, expression, usual }];
  });
}

function customerOf(
  row: SqlRow,
  columns: readonly InputColumn[],
  headings: readonly string[],
): CampaignCustomer {
  const [id, externalId, ...rest] = row.slice(0, LIVE_COUNT);
  const phones = rest.slice(0, 5).map(textOr);
  const [state, callResult, calledNumber, attempts, first, last, talkTime, ...more] = rest.slice(5);
  const [agent, agentName, nextCallTime, leftOutBy, leftOutAt, note, savedAt, ...json] = more;
  const [answers, attributes] = json;
  const known = columns.flatMap(({ name, usual }, place): (readonly [string, string])[] => {
    const value = row[LIVE_COUNT + place];
    if (value === null || value === undefined) return [];
    return String(value) === usual && !headings.includes(name) ? [] : [[name, String(value)]];
  });
  return {
    ...{ id: Number(id), externalId: String(externalId), phones },
    input: inOrder([...known, ...Object.entries(attributesOf(attributes))], headings),
    state: String(state) as CustomerState,
    ...(callResult === null ? {} : { callResult: String(callResult) as CallResult }),
    ...text("calledNumber", calledNumber),
    attempts: Number(attempts ?? 0),
    ...text("firstCallTime", first),
    ...text("lastCallTime", last),
    talkTime: Number(talkTime ?? 0),
    ...text("agent", agent),
    ...text("agentName", agentName),
    ...(state === "NotHandled" ? text("nextCallTime", nextCallTime) : {}),
    ...text("leftOutBy", leftOutBy),
    ...text("leftOutAt", leftOutAt),
    ...text("note", note),
    ...text("scriptSavedAt", savedAt),
    answers: attributesOf(answers),
  };
}

/** As the file has its columns, empty cells too; formats that name each field have no order of their own. */
function inOrder(
  values: readonly (readonly [string, string])[],
  headings: readonly string[],
): readonly (readonly [string, string])[] {
  const byName = new Map(values);
  const own = headings.filter((name) => name !== "Campaign" && name !== "Delete");
  const others = values.filter(([name]) => !own.includes(name));
  return [...own.map((name) => [name, byName.get(name) ?? ""] as const), ...others];
}

function textOr(value: SqlValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}
