/**
 * Looks at what has ended and at what is wrong, decides who is told, and queues the mails. A look commits
 * as a whole: what it accounted for, the mails, and what is remembered. Who dies before that looks again.
 */
import { isAborted } from "../core/abort.ts";
import type { Bell } from "../core/bell.ts";
import { effect } from "../core/effect.ts";
import { NO_ALARMS, warningsOf, type AlarmState, type Warning } from "./alarms.ts";
import type { NoticeDeps } from "./deps.ts";
import { lookAround, type NoticeMemory } from "./look.ts";
import type { TopicState } from "./silence.ts";

export interface Notices {
  /** What is wrong now, and what went wrong within a day. */
  warnings(): readonly Warning[];
  stop(): Promise<void>;
}

const REST_MS = 60_000;
/** Where many small files end one after another they are looked at together. */
const PACE_MS = 1_000;
/** What is wrong is looked at so often at most. */
const COMPARE_MS = 30_000;
const HOUR_MS = 3_600_000;
/** Sent mails stay in the list for so long. */
const KEPT_MS = 30 * 24 * HOUR_MS;

/**
 * Starts with what ended before a crash. What the store refuses is tried again.
 * @param bell rings when something has ended, or a mail has been sent.
 * @param paceMs least time from one look to the next.
 */
export function startNotices(deps: NoticeDeps, bell: Bell, paceMs = PACE_MS): Notices {
  const notices = new Looks(deps, bell, paceMs);
  const ended = notices.run();
  return {
    warnings: () => notices.warnings(),
    stop: async () => {
      notices.stop();
      await ended;
    },
  };
}

/** Guards what was remembered: it changes only together with the store. */
class Looks {
  readonly #deps: NoticeDeps;
  readonly #bell: Bell;
  readonly #paceMs: number;
  readonly #stopped = new AbortController();
  #memory: NoticeMemory | undefined;
  #comparedMs = -Infinity;
  #sweptMs = -Infinity;

  constructor(deps: NoticeDeps, bell: Bell, paceMs: number) {
    this.#deps = deps;
    this.#bell = bell;
    this.#paceMs = paceMs;
  }

  warnings(): readonly Warning[] {
    return warningsOf(this.#memory?.alarms ?? NO_ALARMS);
  }

  stop(): void {
    this.#stopped.abort();
    this.#bell.ring();
  }

  async run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopped;
    while (!isAborted(signal)) {
      let isMore = false;
      try {
        isMore = await this.#look();
        await this.#forget();
      } catch (err) {
        log.warn({ event: "notices.failed", err }, "what has ended is looked at again");
      }
      if (this.#paceMs > 0) await clock.sleep(this.#paceMs, signal);
      if (!isMore && !isAborted(signal)) await this.#bell.wait(clock, REST_MS);
    }
  }

  /** Gives whether more has ended than one look takes. */
  async #look(): Promise<boolean> {
    const { clock, store, onQueued } = this.#deps;
    const before = (this.#memory ??= await this.#remembered());
    const isComparing = clock.monotonicMs() - this.#comparedMs >= COMPARE_MS;
    const { notices, memory, isMore } = await lookAround(this.#deps, before, isComparing);
    if (notices) {
      await effect("notices.settle", () => store.settleNotices(notices));
      this.#memory = memory;
      if (notices.messages.length > 0) onQueued();
    }
    if (isComparing) this.#comparedMs = clock.monotonicMs();
    return isMore;
  }

  async #remembered(): Promise<NoticeMemory> {
    const { store } = this.#deps;
    const topics = await store.noticeMemory("topics");
    const alarms = await store.noticeMemory("alarms");
    return {
      topics: topics === undefined ? {} : (JSON.parse(topics) as Record<string, TopicState>),
      alarms: alarms === undefined ? NO_ALARMS : (JSON.parse(alarms) as AlarmState),
    };
  }

  async #forget(): Promise<void> {
    const { clock, store } = this.#deps;
    const nowMs = clock.now().getTime();
    if (nowMs - this.#sweptMs < HOUR_MS) return;
    await store.forgetMessages(new Date(nowMs - KEPT_MS).toISOString());
    this.#sweptMs = nowMs;
  }
}
