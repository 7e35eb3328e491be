/** The sending end of a feed: messages go in parcels, against the credits of the store. */
import type { MessagePort } from "node:worker_threads";
import { FEED_BATCH, FEED_CHARS, FEED_WINDOW, weightOf } from "../store/feed.ts";
import type { FeedCredit, FeedMessage } from "../store/feed.ts";
import type { PackedTable } from "../store/packed-rows.ts";

export interface Parcels {
  add(message: FeedMessage): Promise<void>;
  /** Sends what was added last. */
  flush(): Promise<void>;
}

/** Waking the other thread is dear: messages go together until they have FEED_BATCH rows or many characters. */
export function openParcels(port: MessagePort, gate: CreditGate): Parcels {
  let parcel: FeedMessage[] = [];
  let rows = 0;
  let chars = 0;
  const flush = async (): Promise<void> => {
    if (parcel.length === 0) return;
    await gate.pass(weightOf(parcel));
    // Bytes change hands: they are not copied, and gone on this side.
    const moved = parcel.flatMap((message) =>
      message.kind === "packed" ? [message.bytes.buffer, message.marks.buffer] : [],
    );
    port.postMessage(parcel, moved);
    parcel = [];
    rows = 0;
    chars = 0;
  };
  return {
    async add(message) {
      parcel.push(message);
      if (message.kind === "rows") {
        rows += message.numbers.length + message.issues.length;
        chars += message.chars ?? 0;
      }
      if (message.kind === "packed") rows += message.marks.length / 2;
      if (rows >= FEED_BATCH || chars >= FEED_CHARS) await flush();
    },
    flush,
  };
}

export interface CreditGate {
  /** Resolves when a parcel of that weight may be sent; rejects when the store has hung up. */
  pass(weight: number): Promise<void>;
  /** What the store has offered. */
  readonly packedTable: (dataset: string) => PackedTable | undefined;
  /** A buffer that came back. */
  readonly spareBuffer: () => ArrayBuffer | undefined;
  close(): void;
}

export function creditGate(port: MessagePort): CreditGate {
  let credit = FEED_WINDOW;
  let isClosed = false;
  let open: (() => void) | undefined;
  let tables: readonly PackedTable[] = [];
  const spare: ArrayBuffer[] = [];
  port.on("message", (message: FeedCredit) => {
    credit += message.credit;
    tables = message.tables ?? tables;
    spare.push(...(message.spent ?? []));
    open?.();
  });
  port.on("close", () => {
    isClosed = true;
    open?.();
  });
  return {
    async pass(weight) {
      while (credit < weight && !isClosed) {
        await new Promise<void>((resolve) => {
          open = resolve;
        });
      }
      if (isClosed) throw new Error("the store has closed the feed");
      credit -= weight;
    },
    packedTable: (dataset) => tables.find((table) => table.dataset === dataset),
    spareBuffer: () => spare.pop(),
    close() {
      port.close();
    },
  };
}
