/** The simulated dialler's work over the local socket; a daemon that is away for a moment is waited for. */
import { gather } from "../campaigns/dialler/gather.ts";
import type { CampaignView } from "../campaigns/dialler/desk.ts";
import type { SimulatorWork } from "../campaigns/dialler/simulate.ts";
import type {
  CampaignsAnswer,
  OrdersAnswer,
  OutcomesAnswer,
  QuestionsAnswer,
} from "../console/routes/campaigns.ts";
import type { Clock } from "../core/clock.ts";
import { AppError, TransientError } from "../core/errors.ts";
import type { AttemptReport, CampaignState } from "../store/campaign-ledger.ts";
import type { DaemonClient } from "./daemon-client.ts";

/** A daemon that is started again is back by then. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 200;
/** Attempts of one request. */
const MOST_REPORTS = 200;
const WAITS: readonly CampaignState[] = ["Copied", "Started", "Running", "Paused"];

/** @param campaign undefined: of all that run. */
export function simulatorWork(
  { client, clock }: { readonly client: DaemonClient; readonly clock: Clock },
  campaign: string | undefined,
): SimulatorWork {
  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    const endMs = clock.monotonicMs() + PATIENCE_MS;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isPassing(error) || clock.monotonicMs() > endMs) throw error;
        await clock.sleep(PAUSE_MS);
      }
    }
  };
  const record = gather(
    async (attempts: readonly AttemptReport[]) => {
      const told = (): Promise<OutcomesAnswer> =>
        client.post<OutcomesAnswer>("/v1/campaigns/attempts", attempts);
      return (await patiently(told)).outcomes;
    },
    { most: MOST_REPORTS, weightOf: () => 1 },
  );
  const named = async (): Promise<readonly CampaignView[]> => {
    if (campaign === undefined) return (await client.get<CampaignsAnswer>(CAMPAIGNS)).campaigns;
    return [await client.get<CampaignView>(pathOf(campaign))];
  };
  return {
    next: async (wish) => {
      const body = campaign === undefined ? wish : { ...wish, campaign };
      const ask = (): Promise<OrdersAnswer> => client.post<OrdersAnswer>(`${CAMPAIGNS}/next`, body);
      return (await patiently(ask)).orders;
    },
    begin: async (lease) => {
      try {
        await patiently(() => client.post(`/v1/calls/${encodeURIComponent(lease)}/begin`));
        return true;
      } catch (error) {
        if (error instanceof AppError && error.code === "J013") return false;
        throw error;
      }
    },
    record,
    questions: async (name) => {
      const ask = (): Promise<QuestionsAnswer> =>
        client.get<QuestionsAnswer>(`${pathOf(name)}/questions`);
      return (await patiently(ask)).questions;
    },
    isOver: async () => !(await patiently(named)).some(({ state }) => WAITS.includes(state)),
  };
}

const CAMPAIGNS = "/v1/campaigns";

function pathOf(name: string): string {
  return `${CAMPAIGNS}/${encodeURIComponent(name)}`;
}

function isPassing(error: unknown): boolean {
  return error instanceof TransientError || (error instanceof AppError && error.code === "S007");
}
