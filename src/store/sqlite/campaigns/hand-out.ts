/** Hands out customers who may be called now: by priority, then by their time, then in input order. */
import { newRunIds } from "../../../core/ids.ts";
import { nextPhone } from "../../../dialling/customer-states.ts";
import { DIAL_LIST, type DialOrder, type NextRequest } from "../../campaign-ledger.ts";
import { openBlockedPhones, type IsBlocked } from "./blocked-phones.ts";
import { plainCampaigns, type PlainCampaign } from "./campaign-rows.ts";
import { dueCustomers } from "./due-customers.ts";
import { isoOf, setBlocked, setNextCall, setOnLoan } from "./customer-changes.ts";
import type { CampaignDeps } from "./deps.ts";
import { insertLoan, takeBackLapsed } from "./leases.ts";
import type { LiveCustomer } from "./live-customer.ts";
import { rememberOpenings, type OpeningOf } from "./openings.ts";

/**
 * Customers that one call may pass over, since each is written; the rest is passed over by the next calls. At
 * night a campaign of 100,000 would otherwise hold up all else.
 */
const MOST_PASSED = 2_000;
/** So many are looked at together, in case some may not be called now. */
const SMALLEST_PAGE = 16;

interface HandOut extends CampaignDeps {
  readonly openingOf: OpeningOf;
  passed: number;
}

export function nextCustomers(
  deps: CampaignDeps,
  requests: readonly NextRequest[],
): readonly (readonly DialOrder[])[] {
  return deps.db.transaction(() => {
    const handOut = { ...deps, openingOf: rememberOpenings(), passed: 0 };
    return requests.map((request) => answer(handOut, request));
  });
}

function answer(handOut: HandOut, request: NextRequest): readonly DialOrder[] {
  const { now } = request;
  takeBackLapsed(handOut, now);
  const isBlocked = openBlockedPhones(handOut.db, now);
  const orders: DialOrder[] = [];
  for (const campaign of runningCampaigns(handOut, request)) {
    const isList = request.dialler === DIAL_LIST;
    const lines = isList ? Number.POSITIVE_INFINITY : freeLines(handOut, campaign);
    const wanted = Math.min(request.count - orders.length, lines);
    orders.push(...take(handOut, { campaign, request, isBlocked }, wanted));
  }
  return orders;
}

/** In the order of their start. */
function runningCampaigns(
  deps: CampaignDeps,
  { campaign, now }: NextRequest,
): readonly PlainCampaign[] {
  const states = ["Running"] as const;
  const found = plainCampaigns(
    deps,
    campaign === undefined ? { states } : { states, name: campaign },
  );
  return found
    .filter(({ isStopping, settings: { endDate } }) => !isStopping && (endDate ?? "~") > now)
    .sort((a, b) => (a.startedAt ?? "").localeCompare(b.startedAt ?? "") || a.id - b.id);
}

function freeLines({ db }: CampaignDeps, { id, settings }: PlainCampaign): number {
  const taken = db.value(
    "SELECT count(*) FROM CampaignLease WHERE Campaign = ? AND Dialler <> ?",
    ...[id, DIAL_LIST],
  );
  return settings.maxLines - Number(taken);
}

interface Taking {
  readonly campaign: PlainCampaign;
  readonly request: NextRequest;
  readonly isBlocked: IsBlocked;
}

function take(handOut: HandOut, taking: Taking, wanted: number): readonly DialOrder[] {
  const orders: DialOrder[] = [];
  while (orders.length < wanted && handOut.passed < MOST_PASSED) {
    const page = Math.max(wanted - orders.length, SMALLEST_PAGE);
    const due = dueCustomers(handOut.db, taking.campaign.id, taking.request.now, page);
    if (due.length === 0) break;
    for (const customer of due) {
      if (orders.length < wanted) orders.push(...offer(handOut, taking, customer));
    }
  }
  return orders;
}

/** The customer goes on loan, or its record says why it is not looked at again for now. */
function offer(handOut: HandOut, taking: Taking, customer: LiveCustomer): readonly DialOrder[] {
  const { db } = handOut;
  const { campaign, isBlocked, request } = taking;
  const nowMs = Date.parse(request.now);
  const opening = handOut.openingOf(nowMs, customer, campaign.settings.timeZone);
  if (opening > nowMs) {
    handOut.passed++;
    setNextCall(db, customer.id, opening);
    return [];
  }
  const place = nextPhone(customer, (one) =>
    isBlocked(customer.numbers[one - 1] ?? "", campaign.name),
  );
  if (place === undefined) {
    handOut.passed++;
    setBlocked(db, customer.id);
    return [];
  }
  return [lend(handOut, taking, customer, place)];
}

function lend(
  { db }: CampaignDeps,
  { campaign, request }: Taking,
  customer: LiveCustomer,
  phoneIndex: number,
): DialOrder {
  const { settings } = campaign;
  const now = new Date(request.now);
  const [lease = ""] = newRunIds(now, 1);
  const leaseUntil = isoOf(now.getTime() + request.leaseSeconds * 1_000);
  const attemptNo = customer.attempts + 1;
  const phone = customer.numbers[phoneIndex - 1] ?? "";
  const { id, externalId, details } = customer;
  insertLoan(db, {
    ...{ lease, customer: id, campaign: campaign.id, until: leaseUntil, dialler: request.dialler },
    ...{ attemptNo, phone, phoneIndex, takenAt: now.toISOString(), begunAt: undefined },
  });
  setOnLoan(db, id, phoneIndex);
  return {
    ...{ lease, leaseUntil, campaign: campaign.name, externalId, attemptNo, phone, phoneIndex },
    ...details,
    maxRingingTime: settings.maxRingingTime,
    ...(settings.dialingMode === undefined ? {} : { dialingMode: settings.dialingMode }),
    ...(settings.script === undefined ? {} : { script: settings.script }),
  };
}
