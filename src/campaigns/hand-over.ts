/** The ends of campaigns: gives those that have ended to whoever writes their files, until that is done. */
import type { Clock } from "../core/clock.ts";
import type { ErrorCode } from "../core/codes.ts";
import { AppError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { CampaignLedger, CampaignRecord } from "../store/campaign-ledger.ts";

export interface HandOverDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<CampaignLedger, "campaigns">;
}

export interface HandOverOptions {
  /** Called again after a failure. */
  readonly onEnded?: (campaign: CampaignRecord) => Promise<void>;
  /** It failed: `begin` is to be called again when the pause is over. */
  readonly onHeld: () => void;
}

/** Why the end of a campaign is not done now. */
export interface HeldEnd {
  readonly code: ErrorCode;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly retryAt: string;
}

export interface HandOver {
  /** Begins with those that were not given yet, or in vain; milliseconds until one is due again. */
  begin(): Promise<number>;
  /** By the id of the campaign. */
  held(): ReadonlyMap<number, HeldEnd>;
  /** Waits for those that were given. */
  end(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 5 * 60_000;

interface Failed extends HeldEnd {
  readonly pauseMs: number;
  /** By the clock that never goes back. */
  readonly againMs: number;
}

/** Gives them one after another, beside the looks of the line. */
export function createHandOver(
  { clock, log, store }: HandOverDeps,
  { onEnded, onHeld }: HandOverOptions,
): HandOver {
  /** On their way, or done: not given again. */
  const given = new Set<number>();
  const failed = new Map<number, Failed>();
  let last: Promise<void> = Promise.resolve();

  const hold = ({ id, name }: CampaignRecord, err: unknown): void => {
    const before = failed.get(id);
    const pauseMs = before ? Math.min(before.pauseMs * 2, LAST_PAUSE_MS) : FIRST_PAUSE_MS;
    const code = err instanceof AppError ? err.code : "S001";
    const reason = err instanceof Error ? err.message : String(err);
    const retryAt = new Date(clock.now().getTime() + pauseMs).toISOString();
    failed.set(id, { code, reason, retryAt, pauseMs, againMs: clock.monotonicMs() + pauseMs });
    const fields = { event: "campaign.held" as const, campaign: name, code, err };
    if (before?.reason !== reason) log.error(fields, "its end is not done");
    given.delete(id);
    onHeld();
  };

  const give = async (campaign: CampaignRecord): Promise<void> => {
    try {
      await onEnded?.(campaign);
      failed.delete(campaign.id);
    } catch (err) {
      hold(campaign, err);
    }
  };

  return {
    begin: async () => {
      if (!onEnded) return Number.POSITIVE_INFINITY;
      let againMs = Number.POSITIVE_INFINITY;
      for (const campaign of await store.campaigns({ states: ["Completed", "Stopped"] })) {
        if (given.has(campaign.id)) continue;
        const leftMs = (failed.get(campaign.id)?.againMs ?? 0) - clock.monotonicMs();
        if (leftMs > 0) {
          againMs = Math.min(againMs, leftMs);
          continue;
        }
        given.add(campaign.id);
        last = last.then(() => give(campaign));
      }
      return againMs;
    },
    held: () => {
      const told = [...failed].map(([id, { code, reason, retryAt }]) => {
        return [id, { code, reason, retryAt }] as const;
      });
      return new Map(told);
    },
    end: () => last,
  };
}
