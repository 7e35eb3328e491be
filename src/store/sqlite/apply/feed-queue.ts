/** The receiving end of a feed: messages one by one, credits back, and the end of the other side. */
import type { MessagePort } from "node:worker_threads";
import { FEED_WINDOW, HEAVIEST_PARCEL, weightOf } from "../../feed.ts";
import type { FeedCredit, FeedMessage, FeedParcel } from "../../feed.ts";
import type { PackedTable } from "../../packed-rows.ts";

const CREDITS_AT_ONCE = FEED_WINDOW / 4;

export class FeedQueue {
  readonly #port: MessagePort;
  /** Parcels that have come, the one in use first. */
  readonly #parcels: FeedParcel[] = [];
  /** Messages of the first parcel that were taken. */
  #taken = 0;
  /** Files whose last message has come. */
  #ended = 0;
  #used = 0;
  #spent: ArrayBuffer[] = [];
  #broken: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (parcel: FeedParcel) => {
      this.#parcels.push(parcel);
      for (const { kind } of parcel) if (kind === "end" || kind === "refused") this.#ended++;
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

  get #waitingWeight(): number {
    return this.#parcels.reduce((sum, parcel) => sum + weightOf(parcel), 0);
  }

  /** All that has come and was not taken yet. */
  get waiting(): readonly FeedMessage[] {
    return this.#parcels.flat().slice(this.#taken);
  }

  /**
   * Resolves when `files` files have come whole, or so much of them that the next parcel may have to
   * wait until some is used up; rejects when the feed broke before that. `onArrival` is called as parcels come.
   */
  async gather(files: number, onArrival: () => void): Promise<void> {
    while (this.#ended < files && this.#waitingWeight <= FEED_WINDOW - HEAVIEST_PARCEL) {
      if (this.#broken) throw this.#broken;
      await this.#news();
      onArrival();
    }
  }

  /** The next message; rejects when the feed broke and nothing is left. */
  async next(): Promise<FeedMessage> {
    for (;;) {
      const [parcel] = this.#parcels;
      const message = parcel?.[this.#taken];
      if (message) {
        this.#taken++;
        return message;
      }
      if (parcel) this.#usedUp();
      else if (this.#broken) throw this.#broken;
      else await this.#news();
    }
  }

  /** Ends the feed at once: what waits for it rejects with `error`. */
  fail(error: Error): void {
    this.#broken ??= error;
    this.#wake?.();
  }

  close(): void {
    this.#port.close();
  }

  /** The first parcel was used up. The other side is told after some: waking it is not free. */
  #usedUp(): void {
    const parcel = this.#parcels.shift() ?? [];
    for (const message of parcel) {
      if (message.kind === "packed") this.#spent.push(message.bytes.buffer);
    }
    this.#taken = 0;
    this.#used += weightOf(parcel);
    if (this.#used < CREDITS_AT_ONCE) return;
    const spent = this.#spent;
    this.#port.postMessage({ credit: this.#used, spent } satisfies FeedCredit, spent);
    this.#used = 0;
    this.#spent = [];
  }

  async #news(): Promise<void> {
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }
}
