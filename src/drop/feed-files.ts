/** Reads the files of a job and sends their checked rows to the store, one file after another. */
import { statSync } from "node:fs";
import { mapAtOnce } from "../core/at-once.ts";
import { InputError } from "../core/errors.ts";
import { fingerprintOf } from "../files/fingerprint.ts";
import { hashFile } from "../files/hash-file.ts";
import { openRows } from "../formats/open-rows.ts";
import { FEED_CHARS, type FeedMessage } from "../store/feed.ts";
import { creditGate, openParcels, type CreditGate, type Parcels } from "./parcels.ts";
import type { FeedJob, ImportSource } from "./reader-jobs.ts";
import { assertUnchanged } from "./unchanged.ts";
import { validateRows } from "./validate.ts";

/** Files read at a time: while one waits for the disk the thread checks the rows of another. */
const READ_AT_ONCE = 4;
/** Messages that a file may have ready before its turn, if they are not long. */
const MOST_HELD = 8;

type Send = (message: FeedMessage) => Promise<void>;

/** Sends the rows of all files, as many at a time as the store has given credit for. */
export async function feedFiles(job: FeedJob): Promise<void> {
  const gate = creditGate(job.port);
  const parcels = openParcels(job.port, gate);
  const turns = openTurns(parcels);
  try {
    await mapAtOnce(job.files, READ_AT_ONCE, (file) =>
      turns.take((send) => feedFile(job, file, { gate, send })),
    );
    await parcels.flush();
  } finally {
    gate.close();
  }
}

interface Turns {
  /** Runs `act`, which may send at once; what it sends goes out after the files that took theirs before. */
  take(act: (send: Send) => Promise<void>): Promise<void>;
}

function openTurns(parcels: Parcels): Turns {
  let last = Promise.resolve();
  let isBroken = false;
  return {
    async take(act) {
      const before = last;
      let pass = (): void => undefined;
      last = new Promise((resolve) => (pass = resolve));
      let isTurn = false;
      void before.then(() => (isTurn = true));
      const held: FeedMessage[] = [];
      let chars = 0;
      const sendHeld = async (): Promise<void> => {
        await before;
        // Half a file must not be followed by the next one.
        if (isBroken) throw new Error("a file before this one broke off");
        for (const message of held.splice(0)) await parcels.add(message);
        chars = 0;
      };
      try {
        await act(async (message) => {
          held.push(message);
          if (message.kind === "rows") chars += message.chars ?? 0;
          if (isTurn || held.length >= MOST_HELD || chars >= FEED_CHARS) await sendHeld();
        });
        await sendHeld();
      } catch (error) {
        isBroken = true;
        throw error;
      } finally {
        pass();
      }
    },
  };
}

interface Feed {
  readonly gate: CreditGate;
  readonly send: Send;
}

async function feedFile(
  job: FeedJob,
  { path, fileName }: ImportSource,
  { gate, send }: Feed,
): Promise<void> {
  // Packed rows pay in a large file, and that goes alone.
  const { packedTable, spareBuffer } = gate;
  const packing = job.files.length === 1 ? { packedTable, spareBuffer } : {};
  const context = { ...job.context, fileName, ...packing };
  const before = statSync(path, { bigint: true });
  let hasStarted = false;
  try {
    await using source = await openRows(path, job.reading);
    for await (const message of validateRows(job.type, source, context)) {
      if (message.kind === "end") assertUnchanged(path, fingerprintOf(before));
      hasStarted ||= message.kind === "start";
      await send(message);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (!hasStarted) {
      const { sha256, bytes } = await hashFile(path);
      await send({ kind: "start", sha256, bytes, format: "unknown", notes: [] });
    }
    const { code, message, hint } = error;
    await send({ kind: "refused", code, message, ...(hint === undefined ? {} : { hint }) });
  }
}
