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
import { createHandOver, type HeldEnd } from "./hand-over.ts";

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
  /** Why the ends of campaigns are not done, by the id of the campaign. */
  held(): ReadonlyMap<number, HeldEnd>;
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
  // Its failure makes the next look due earlier.
  const onHeld = (): void => {
    bell.ring();
  };
  const handOver = createHandOver(deps, { ...options, onHeld });

  const look = async (): Promise<number> => {
    const now = clock.now();
    const { changed, nextLook } = await effect("campaign.advance", () =>
      deps.store.advanceCampaigns(now.toISOString()),
    );
    for (const campaign of changed) tell(log, campaign);
    if (changed.length > 0) options.onChanged?.();
    const againMs = await handOver.begin();
    const untilMs = nextLook === undefined ? REST_MS : Date.parse(nextLook) - now.getTime();
    return Math.min(Math.max(untilMs, 0), againMs, REST_MS);
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
    held: () => handOver.held(),
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
