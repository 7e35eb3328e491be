/** Wakes everybody who waits for something to happen: calls to make, a campaign that goes on. */
import type { Clock } from "../../core/clock.ts";

export class News {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves after `ms`, when there are news, or when `gone` is aborted. */
  async wait(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
    const early = new AbortController();
    // With a reason of our own no DOMException is made, which is the dearest part of an abort.
    const wake = (): void => {
      early.abort("news");
    };
    this.#waiting.add(wake);
    gone.addEventListener("abort", wake, { once: true });
    if (gone.aborted) wake();
    await clock.sleep(ms, early.signal);
    gone.removeEventListener("abort", wake);
    this.#waiting.delete(wake);
  }
}
