/** How far a campaign is, and how long it may still take: pure. */
import type { CampaignRecord } from "../../store/campaign-ledger.ts";

export interface CampaignProgress {
  readonly customers: number;
  /** Customers who are not called any more. */
  readonly done: number;
  /** Of a campaign that runs: milliseconds, if it goes on as it did since its start. */
  readonly remainingMs?: number;
}

type Counted = Pick<CampaignRecord, "customers" | "state" | "startedAt">;

export function progressOf({ customers, state, startedAt }: Counted, now: Date): CampaignProgress {
  const all = Object.values(customers).reduce((sum, count) => sum + count, 0);
  const open = customers.NotHandled + customers.InCall;
  const done = all - open;
  const handled = customers.Handled + customers.MaxCalls;
  if (state !== "Running" || startedAt === undefined || handled === 0) {
    return { customers: all, done };
  }
  const goneMs = Math.max(0, now.getTime() - Date.parse(startedAt));
  return { customers: all, done, remainingMs: Math.round((goneMs * open) / handled) };
}
