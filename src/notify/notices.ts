/**
 * Looks at what has ended and at what is wrong, decides who is told, and queues the mails. A look commits
 * as a whole: what it accounted for, the mails, and what is remembered. Who dies before that looks again.
 */
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
const HOUR_MS = 3_600_000;
/** Sent mails stay in the list for so long. */
const KEPT_MS = 30 * 24 * HOUR_MS;

/**
 * Starts with what ended before a crash. What the store refuses is tried again.
 * @param bell rings when something has ended, or a mail has been sent.
 */
export function startNotices(deps: NoticeDeps, bell: Bell): Notices {
  const notices = new Looks(deps, bell);
  const ended = notices.run();
  return {
    warnings: () => notices.warnings(),
    stop: async () => {
      notices.isStopped = true;
      bell.ring();
      await ended;
    },
  };
}

/** Guards what was remembered: it changes only together with the store. */
class Looks {
  readonly #deps: NoticeDeps;
  readonly #bell: Bell;
  #memory: NoticeMemory | undefined;
  #sweptMs = -Infinity;
  isStopped = false;

  constructor(deps: NoticeDeps, bell: Bell) {
    this.#deps = deps;
    this.#bell = bell;
  }

  warnings(): readonly Warning[] {
    return warningsOf(this.#memory?.alarms ?? NO_ALARMS);
  }

  async run(): Promise<void> {
    const { clock, log } = this.#deps;
    while (!this.isStopped) {
      let isMore = false;
      try {
        isMore = await this.#look();
        await this.#forget();
      } catch (err) {
        log.warn({ event: "notices.failed", err }, "what has ended is looked at again");
      }
      if (!isMore) await this.#bell.wait(clock, REST_MS);
    }
  }

  /** Gives whether more has ended than one look takes. */
  async #look(): Promise<boolean> {
    const { store, onQueued } = this.#deps;
    const before = (this.#memory ??= await this.#remembered());
    const { notices, memory, isMore } = await lookAround(this.#deps, before);
    if (notices) {
      await effect("notices.settle", () => store.settleNotices(notices));
      this.#memory = memory;
      if (notices.messages.length > 0) onQueued();
    }
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
