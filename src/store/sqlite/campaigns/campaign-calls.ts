/** The ledger of campaigns as calls to the threads of the store. */
import type { ThreadClient } from "../../../core/thread-client.ts";
import type { CampaignLedger } from "../../campaign-ledger.ts";
import type { ReaderCalls, WriterCalls } from "../store-calls.ts";

export function campaignCalls(
  writer: Pick<ThreadClient<WriterCalls>, "call">,
  reader: Pick<ThreadClient<ReaderCalls>, "call">,
): CampaignLedger {
  return {
    campaigns: (filter) => reader.call("campaigns", [filter]),
    campaignCustomers: (...page) => reader.call("campaignCustomers", page),
    campaignAttempts: (...page) => reader.call("campaignAttempts", page),
    campaignQuestions: (name) => reader.call("campaignQuestions", [name]),
    advanceCampaigns: (now) => writer.call("advanceCampaigns", [now]),
    actOnCampaign: (...act) => writer.call("actOnCampaign", act),
    actOnCustomers: (act) => writer.call("actOnCustomers", [act]),
    nextCustomers: (requests) => writer.call("nextCustomers", [requests]),
    beginCall: async (lease, now) => {
      const [mayDial = false] = await writer.call("beginCalls", [[lease], now]);
      return mayDial;
    },
    beginCalls: (leases, now) => writer.call("beginCalls", [leases, now]),
    releaseLease: (lease, now) => writer.call("releaseLease", [lease, now]),
    recordAttempts: (reports, now) => writer.call("recordAttempts", [reports, now]),
    tryAttempts: (reports, now) => writer.call("tryAttempts", [reports, now]),
    markExported: (name, files, at) => writer.call("markExported", [name, files, at]),
  };
}
