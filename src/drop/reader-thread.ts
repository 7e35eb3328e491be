/**
 * The thread that reads dropped files: rows flow from here straight to the store, over a MessagePort,
 * and never through the main thread. A file that brings it down brings down nothing else.
 */
import { stat } from "node:fs/promises";
import { type MessagePort, parentPort } from "node:worker_threads";
import { AppError, InputError } from "../core/errors.ts";
import { fingerprintOf } from "../files/fingerprint.ts";
import { hashFile } from "../files/hash-file.ts";
import { openRows } from "../formats/open-rows.ts";
import { FEED_BATCH, FEED_CHARS, FEED_WINDOW, weightOf } from "../store/feed.ts";
import type { FeedCredit, FeedMessage } from "../store/feed.ts";
import type { PackedTable } from "../store/packed-rows.ts";
import type { FeedJob, ImportSource, ReaderJob, ReaderReply } from "./reader-jobs.ts";
import { assertUnchanged } from "./unchanged.ts";
import { validateRows } from "./validate.ts";

/** Sends the rows of files to the store, as many at a time as it has given credit for. */
async function feed(job: FeedJob): Promise<void> {
  const gate = creditGate(job.port);
  const parcels = openParcels(job.port, gate);
  try {
    for (const file of job.files) await feedFile(job, file, { gate, parcels });
    await parcels.flush();
  } finally {
    gate.close();
  }
}

interface Feed {
  readonly gate: CreditGate;
  readonly parcels: Parcels;
}

async function feedFile(
  job: FeedJob,
  { path, fileName }: ImportSource,
  { gate, parcels }: Feed,
): Promise<void> {
  // Packed rows pay in a large file, and that goes alone.
  const { packedTable, spareBuffer } = gate;
  const packing = job.files.length === 1 ? { packedTable, spareBuffer } : {};
  const context = { ...job.context, fileName, ...packing };
  const before = await stat(path, { bigint: true });
  let hasStarted = false;
  try {
    await using source = await openRows(path, job.reading);
    for await (const message of validateRows(job.type, source, context)) {
      if (message.kind === "end") await assertUnchanged(path, fingerprintOf(before));
      hasStarted ||= message.kind === "start";
      await parcels.add(message);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (!hasStarted) {
      const { sha256, bytes } = await hashFile(path);
      await parcels.add({ kind: "start", sha256, bytes, format: "unknown", notes: [] });
    }
    const { code, message, hint } = error;
    await parcels.add({ kind: "refused", code, message, ...(hint === undefined ? {} : { hint }) });
  }
}

interface Parcels {
  add(message: FeedMessage): Promise<void>;
  /** Sends what was added last. */
  flush(): Promise<void>;
}

/** Waking the other thread is dear: messages go together until they have FEED_BATCH rows or many characters. */
function openParcels(port: MessagePort, gate: CreditGate): Parcels {
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

interface CreditGate {
  /** Resolves when a parcel of that weight may be sent; rejects when the store has hung up. */
  pass(weight: number): Promise<void>;
  /** What the store has offered. */
  readonly packedTable: (dataset: string) => PackedTable | undefined;
  /** A buffer that came back. */
  readonly spareBuffer: () => ArrayBuffer | undefined;
  close(): void;
}

function creditGate(port: MessagePort): CreditGate {
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

async function run(job: ReaderJob): Promise<unknown> {
  if (job.kind === "rejected") {
    // Loaded when it is needed: most files have no rejected rows, and the writers are large.
    const { writeRejectedFile } = await import("./rejected.ts");
    return await writeRejectedFile(job);
  }
  if (job.kind === "jobs") {
    const { readJobs } = await import("./read-jobs.ts");
    return await readJobs(job.path);
  }
  await feed(job);
  return undefined;
}

function reply(id: number, answer: ReaderReply): void {
  parentPort?.postMessage({ id, ...answer });
}

parentPort?.on("message", ({ id, job }: { id: number; job: ReaderJob }) => {
  run(job).then(
    (result) => {
      reply(id, { ok: true, result });
    },
    (error: unknown) => {
      reply(id, { ok: false, error: describe(error) });
    },
  );
});

function describe(error: unknown): NonNullable<Extract<ReaderReply, { ok: false }>["error"]> {
  const plain = error instanceof Error ? error : new Error(String(error));
  const systemCode = "code" in plain && typeof plain.code === "string" ? plain.code : undefined;
  return {
    name: plain.name,
    message: plain.message,
    stack: plain.stack ?? "",
    isOurs: plain instanceof AppError,
    ...(systemCode === undefined ? {} : { code: systemCode }),
  };
}
