/** What time and data ask of campaigns: starts, ends, loans that ran out. */
import { isOpen, OPEN_STATES, type CampaignEvent } from "../../../dialling/campaign-states.ts";
import type { CampaignRecord } from "../../campaign-ledger.ts";
import { plainCampaigns, withCounts, type PlainCampaign } from "./campaign-rows.ts";
import { haveCampaigns } from "../campaign-tables.ts";
import type { CampaignDeps } from "./deps.ts";
import { takeBackLapsed } from "./leases.ts";
import { setLife, setState, stepTo, type LifeChange } from "./life.ts";

export interface Advance {
  readonly changed: readonly CampaignRecord[];
  /** ISO 8601, UTC. */
  readonly nextLook?: string;
}

export function advanceCampaigns(deps: CampaignDeps, now: string): Advance {
  const { db, layouts } = deps;
  if (!haveCampaigns(layouts)) return { changed: [] };
  return db.transaction(() => {
    takeBackLapsed(deps, now);
    const changed: CampaignRecord[] = [];
    for (const before of plainCampaigns(deps, { states: OPEN_STATES })) {
      const after = advance(deps, before, now);
      if (after.state !== before.state) changed.push(withCounts(db, after));
    }
    const next = nextLook(deps, now);
    return { changed, ...(next === undefined ? {} : { nextLook: next }) };
  });
}

/** Takes a campaign as far as it goes now. */
export function advance(deps: CampaignDeps, campaign: PlainCampaign, now: string): PlainCampaign {
  const event = eventOf(deps, campaign, now);
  if (!event) return campaign;
  const to = stepTo(campaign, event);
  return advance(deps, setState(deps, campaign, to, lifeOf(campaign, to, now)), now);
}

function eventOf(
  deps: CampaignDeps,
  campaign: PlainCampaign,
  now: string,
): CampaignEvent | undefined {
  const { id, state, settings, isStopping } = campaign;
  if (!isOpen(state)) return undefined;
  const hasEnded = settings.endDate !== undefined && settings.endDate <= now;
  if (isStopping || hasEnded) return endOf(deps, campaign);
  if (state === "Copied") return "created";
  if (state === "Started") return (settings.startDate ?? "") <= now ? "startDate" : undefined;
  if (hasCustomers(deps, id, ["NotHandled", "InCall"])) return undefined;
  return hasLastCalls(deps, id) ? undefined : "allDone";
}

/** Not before all who are on loan are back. */
function endOf(
  deps: CampaignDeps,
  { id, isStopping, reason }: PlainCampaign,
): CampaignEvent | undefined {
  const stop = isStopping ? "stop" : "endDate";
  if (!isStopping) setLife(deps, id, { Stopping: 1, Reason: reasonOfEnd(reason) });
  return hasCustomers(deps, id, ["InCall"]) || hasLastCalls(deps, id) ? undefined : stop;
}

function reasonOfEnd(former: string | undefined): string {
  const end = "EndDate has come";
  return former === undefined ? end : `${end} (before that: ${former})`;
}

function hasCustomers({ db }: CampaignDeps, campaign: number, states: readonly string[]): boolean {
  return states.some(
    (state) =>
      db.value(
        "SELECT 1 FROM Customer WHERE CampaignId = ? AND State = ? LIMIT 1",
        campaign,
        state,
      ) === 1,
  );
}

/** Calls that go on although their customers were left out. */
function hasLastCalls({ db }: CampaignDeps, campaign: number): boolean {
  const found = db.value(
    `SELECT 1 FROM CampaignLease AS l JOIN Customer AS c ON c.Id = l.Customer
     WHERE l.Campaign = ? AND c.State = 'Filtered' LIMIT 1`,
    campaign,
  );
  return found === 1;
}

function lifeOf({ startedAt }: PlainCampaign, to: PlainCampaign["state"], now: string): LifeChange {
  switch (to) {
    case "Running":
      return { StartedAt: startedAt ?? now, Reason: null };
    case "Completed":
      return { EndedAt: now, Ended: to, Reason: null };
    case "Stopped":
      return { EndedAt: now, Ended: to, Stopping: 0 };
    case "Copied":
    case "Started":
    case "Paused":
    case "Exported":
      return {};
  }
}

/** The earliest of what has its time: a start, an end, a loan that runs out. */
function nextLook({ db }: CampaignDeps, now: string): string | undefined {
  const open = OPEN_STATES.map(() => "?").join(", ");
  const next = db.value(
    `SELECT min(At) FROM (
       SELECT min(Until) AS At FROM CampaignLease UNION ALL
       SELECT min(StartDate) FROM OutboundCampaign WHERE State = 'Started' AND StartDate > ? UNION ALL
       SELECT min(EndDate) FROM OutboundCampaign WHERE State IN (${open}) AND EndDate > ?)`,
    ...[now, ...OPEN_STATES, now],
  );
  return next === null ? undefined : String(next);
}
