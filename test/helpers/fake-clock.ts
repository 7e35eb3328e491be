/** A clock that a test moves: its time can be set, and sleeps end when it has gone on long enough. */
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../src/core/clock.ts";

interface Sleeper {
  readonly wakeMs: number;
  readonly wake: () => void;
}

/** Turns of the event loop after which others of the machine get their time, too. */
const QUICK_TURNS = 1_000;
/** In which whoever was woken must have come to rest again. */
const REST_LIMIT_MS = 120_000;

export class FakeClock implements Clock {
  #wallMs: number;
  #runMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(at: string) {
    this.#wallMs = Date.parse(at);
  }

  now(): Date {
    return new Date(this.#wallMs);
  }

  monotonicMs(): number {
    return this.#runMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = {
        wakeMs: this.#runMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      if (signal?.aborted) resolve();
      else {
        this.#sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      }
    });
  }

  /** Sets the time, as a person or a time server does: nobody is woken. */
  set(at: string | Date): void {
    this.#wallMs = new Date(at).getTime();
  }

  /** Sets the time on or back. */
  step(ms: number): void {
    this.#wallMs += ms;
  }

  /** Lets time go by, from one sleeper's end to the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#runMs + ms;
    for (;;) {
      await this.resting();
      const [first] = [...this.#sleepers].sort((a, b) => a.wakeMs - b.wakeMs);
      if (!first || first.wakeMs > endMs) break;
      this.#goTo(first.wakeMs);
      first.wake();
    }
    this.#goTo(endMs);
  }

  /** Lets time go by until the clock shows this. */
  async advanceTo(at: string): Promise<void> {
    await this.advance(Date.parse(at) - this.#wallMs);
  }

  /** Resolves when somebody sleeps: what was to be done now is done. */
  async resting(): Promise<void> {
    const endMs = performance.now() + REST_LIMIT_MS;
    for (let turn = 0; this.#sleepers.size === 0; turn++) {
      if (performance.now() > endMs) throw new Error("nobody came to rest");
      if (turn < QUICK_TURNS) await new Promise(setImmediate);
      else await pause(1);
    }
  }

  #goTo(runMs: number): void {
    this.#wallMs += runMs - this.#runMs;
    this.#runMs = runMs;
  }
}
