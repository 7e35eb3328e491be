/** The receiving end of a feed: messages one by one, credits back, and the end of the other side. */
import type { MessagePort } from "node:worker_threads";
import { FEED_WINDOW, type FeedCredit, type FeedMessage } from "../../feed.ts";
import type { PackedTable } from "../../packed-rows.ts";

const CREDITS_AT_ONCE = FEED_WINDOW / 4;

export class FeedQueue {
  readonly #port: MessagePort;
  readonly #messages: FeedMessage[] = [];
  #used = 0;
  #spent: ArrayBuffer[] = [];
  #broken: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: FeedMessage) => {
      this.#messages.push(message);
      this.#wake?.();
    });
    port.on("messageerror", (error) => {
      this.fail(error);
    });
    // The other side closed its end, or its thread died; what it had sent before comes first.
    port.on("close", () => {
      this.fail(new Error("The feed of the import was closed before its end."));
    });
  }

  /** Tells the other side which rows may come packed. */
  offer(tables: readonly PackedTable[]): void {
    if (tables.length > 0) this.#port.postMessage({ credit: 0, tables } satisfies FeedCredit);
  }

  /** The next message; rejects when the feed broke and nothing is left. */
  async next(): Promise<FeedMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      if (this.#broken) throw this.#broken;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  /** A message was used up. The other side is told after some: waking it is not free. */
  credit(message: FeedMessage): void {
    if (message.kind === "packed") this.#spent.push(message.bytes.buffer);
    if (++this.#used < CREDITS_AT_ONCE) return;
    const spent = this.#spent;
    this.#port.postMessage({ credit: this.#used, spent } satisfies FeedCredit, spent);
    this.#used = 0;
    this.#spent = [];
  }

  /** Ends the feed at once: `next` rejects with `error`. */
  fail(error: Error): void {
    this.#broken ??= error;
    this.#wake?.();
  }

  close(): void {
    this.#port.close();
  }
}
