/** Answers to the calls of the ledger of campaigns. */
import type { Answers } from "../../../core/serve-calls.ts";
import type { CampaignReadCalls, CampaignWriteCalls } from "../store-calls.ts";
import { actOnCampaign, markExported } from "./act.ts";
import { actOnCustomers } from "./act-on-customers.ts";
import { advanceCampaigns } from "./advance.ts";
import { readAttempts } from "./attempt-rows.ts";
import { readCampaigns } from "./campaign-rows.ts";
import { readCustomers } from "./customer-pages.ts";
import type { CampaignDeps } from "./deps.ts";
import { nextCustomers } from "./hand-out.ts";
import { beginCalls, releaseLease } from "./leases.ts";
import { recordAttempts, tryAttempts } from "./record-attempts.ts";
import { readQuestions } from "./scripts.ts";

export function campaignReads(deps: CampaignDeps): Answers<CampaignReadCalls> {
  return {
    campaigns: (_context, filter) => readCampaigns(deps, filter),
    campaignCustomers: (_context, name, after, limit) => readCustomers(deps, name, after, limit),
    campaignAttempts: (_context, name, after, limit) => readAttempts(deps, name, after, limit),
    campaignQuestions: (_context, name) => readQuestions(deps, name),
  };
}

/** @param one runs `act` when no other call writes. */
export function campaignWrites(
  deps: CampaignDeps,
  one: <T>(act: () => T) => Promise<T>,
): Answers<CampaignWriteCalls> {
  return {
    advanceCampaigns: (_context, now) => one(() => advanceCampaigns(deps, now)),
    actOnCampaign: (_context, name, action, by, now) =>
      one(() => actOnCampaign(deps, { name, action, by, now })),
    actOnCustomers: (_context, act) => one(() => actOnCustomers(deps, act)),
    nextCustomers: (_context, requests) => one(() => nextCustomers(deps, requests)),
    beginCalls: (_context, leases, now) => one(() => beginCalls(deps, leases, now)),
    releaseLease: (_context, lease) =>
      one(() => {
        releaseLease(deps, lease);
      }),
    recordAttempts: (_context, reports, now) => one(() => recordAttempts(deps, reports, now)),
    tryAttempts: (_context, reports, now) => one(() => tryAttempts(deps, reports, now)),
    markExported: (_context, name, files, at) =>
      one(() => {
        markExported(deps, { name, files, at });
      }),
  };
}
