/** A pause that can be ended early, by whoever has news, without a listener on a lasting signal for each. */
import type { Clock } from "./clock.ts";

export class Bell {
  #isRung = false;
  #ring: () => void = () => undefined;

  /** Ends the pause that goes on, or the next one before it begins: news between two is not lost. */
  ring(): void {
    this.#isRung = true;
    this.#ring();
  }

  /** What was news until now is known. */
  hush(): void {
    this.#isRung = false;
  }

  /** Resolves after `ms`, or when the bell is rung. */
  async wait(clock: Clock, ms: number): Promise<void> {
    if (!this.#isRung) {
      const early = new AbortController();
      // With a reason of our own no DOMException is made, which is the dearest part of an abort.
      this.#ring = () => {
        early.abort("rung");
      };
      await clock.sleep(ms, early.signal);
      this.#ring = () => undefined;
    }
    this.#isRung = false;
  }
}
