/**
 * The campaign line: starts, completes and stops campaigns when time or data ask for it, and hands over those
 * that have ended. What is due is asked of the ledger anew each time, so nothing is lost with the process.
 */
import { isAborted } from "../core/abort.ts";
import { Bell } from "../core/bell.ts";
import type { Clock } from "../core/clock.ts";
import { effect } from "../core/effect.ts";
import type { LogEvent } from "../core/log-line.ts";
import type { Logger } from "../core/log.ts";
import type { CampaignLedger, CampaignRecord, CampaignState } from "../store/campaign-ledger.ts";

export interface CampaignLineDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<CampaignLedger, "advanceCampaigns" | "campaigns">;
}

export interface CampaignLineOptions {
  /** A campaign is Completed or Stopped. Called again after a failure, and at the next start until it is Exported. */
  readonly onEnded?: (campaign: CampaignRecord) => Promise<void>;
  /** Campaigns changed their state: customers may be called, or no more. */
  readonly onChanged?: () => void;
}

export interface CampaignLine {
  /** Customers came, calls were recorded: looks at once. */
  nudge(): void;
  /** Looks no more; waits for what `onEnded` does. */
  drain(): Promise<void>;
}

/** Looks at least this often, whoever may have missed to ring. */
const REST_MS = 30_000;
/** And not more often than this, however many calls are recorded. */
const BREATH_MS = 100;

const EVENTS: Readonly<Record<CampaignState, LogEvent>> = {
  Copied: "campaign.copied",
  Started: "campaign.waiting",
  Running: "campaign.started",
  Paused: "campaign.paused",
  Completed: "campaign.completed",
  Stopped: "campaign.stopped",
  Exported: "campaign.exported",
};

export function startCampaignLine(
  deps: CampaignLineDeps,
  options: CampaignLineOptions,
): CampaignLine {
  const { clock, log } = deps;
  const bell = new Bell();
  /** Rung by the end alone. */
  const breath = new Bell();
  const draining = new AbortController();
  const handOver = createHandOver(deps, options);

  const look = async (): Promise<number> => {
    const now = clock.now();
    const { changed, nextLook } = await effect("campaign.advance", () =>
      deps.store.advanceCampaigns(now.toISOString()),
    );
    for (const campaign of changed) tell(log, campaign);
    if (changed.length > 0) options.onChanged?.();
    await handOver.begin();
    const untilMs = nextLook === undefined ? REST_MS : Date.parse(nextLook) - now.getTime();
    return Math.min(Math.max(untilMs, 0), REST_MS);
  };

  const loop = (async () => {
    while (!isAborted(draining.signal)) {
      const restMs = await look().catch((err: unknown) => {
        log.error({ event: "campaign.held", err }, "campaigns can't be looked at");
        return REST_MS;
      });
      if (isAborted(draining.signal)) break;
      await breath.wait(clock, BREATH_MS);
      await bell.wait(clock, restMs);
    }
  })();

  return {
    nudge: () => {
      bell.ring();
    },
    drain: async () => {
      draining.abort();
      breath.ring();
      bell.ring();
      await loop;
      await handOver.end();
    },
  };
}

function tell(log: Logger, campaign: CampaignRecord): void {
  const { name, state, customers, attempts, reason } = campaign;
  const why = reason === undefined ? {} : { reason };
  log.info(
    { event: EVENTS[state], campaign: name, customers, attempts, ...why },
    `campaign ${state.toLowerCase()}`,
  );
}

interface HandOver {
  /** Begins with those that have ended and were not given yet, or in vain. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Gives campaigns that have ended to `onEnded`, one after another, beside the looks. */
function createHandOver(
  { clock, log, store }: CampaignLineDeps,
  { onEnded }: CampaignLineOptions,
): HandOver {
  /** When each may be given again, by the clock that never goes back. */
  const given = new Map<number, number>();
  let last: Promise<void> = Promise.resolve();
  const give = async (campaign: CampaignRecord): Promise<void> => {
    try {
      await onEnded?.(campaign);
    } catch (err) {
      given.set(campaign.id, clock.monotonicMs() + REST_MS);
      log.error({ event: "campaign.held", campaign: campaign.name, err }, "its end is not done");
    }
  };
  return {
    begin: async () => {
      if (!onEnded) return;
      for (const campaign of await store.campaigns({ states: ["Completed", "Stopped"] })) {
        if ((given.get(campaign.id) ?? 0) > clock.monotonicMs()) continue;
        given.set(campaign.id, Number.POSITIVE_INFINITY);
        last = last.then(() => give(campaign));
      }
    },
    end: () => last,
  };
}
