/** A ledger of campaigns that has none, for parts that are not about them; tests put in what they ask for. */
import type { CampaignLedger } from "../../src/store/campaign-ledger.ts";

const unexpected = (): Promise<never> => Promise.reject(new Error("was not to be asked"));

export const noCampaigns: CampaignLedger = {
  campaigns: async () => [],
  advanceCampaigns: async () => ({ changed: [] }),
  actOnCampaign: unexpected,
  actOnCustomers: unexpected,
  nextCustomers: async (requests) => requests.map(() => []),
  beginCall: async () => false,
  beginCalls: async (leases) => leases.map(() => false),
  releaseLease: async () => undefined,
  recordAttempts: unexpected,
  tryAttempts: unexpected,
  markExported: unexpected,
  campaignCustomers: async () => [],
  campaignAttempts: async () => [],
  campaignQuestions: async () => [],
};
