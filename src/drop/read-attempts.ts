/** First half of an import of attempts: the reading thread checks the rows, and they go into a work file. */
import { MessageChannel } from "node:worker_threads";
import { type RowCounts, type RowIssue, noRows } from "../core/issue.ts";
import { attemptRowsOf } from "../campaigns/dialler/attempt-row.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { FeedMessage } from "../store/feed.ts";
import { fold } from "../store/fold.ts";
import { FeedQueue } from "../store/sqlite/apply/feed-queue.ts";
import type { ApplyProgress } from "../store/store.ts";
import type { FileFault } from "../store/verdict.ts";
import { openLines, type WorkLine } from "./attempts-work.ts";
import type { DropDeps } from "./deps.ts";
import { isForTheLine } from "./import-fault.ts";
import { readingOf } from "./reading.ts";
import type { ImportSource } from "./reader-jobs.ts";
import { createWatchdog } from "./watchdog.ts";

export type ReadAttemptsDeps = Pick<
  DropDeps,
  "clock" | "attempts" | "readers" | "reading" | "timeZone" | "defaultCountry" | "signal"
>;

/** What a file of attempts is, without its rows. */
export interface AttemptFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly notes: readonly string[];
  readonly sheet?: string;
  /** Rows that are read, and those of them that are rejected or skipped already. */
  readonly rows: RowCounts;
  /** The file as a whole is of no use. */
  readonly refused?: FileFault;
}

export interface AttemptSource extends ImportSource {
  readonly type: ImportTypeSpec;
  /** Work file, made anew. */
  readonly workPath: string;
}

/** A dial list has a column for each attribute of its customers, and a script its questions. */
const LIMITS = { freeColumns: 500, freeChars: 10_000 };

/**
 * Reads and checks the whole file. @throws {ReaderDied} it brought the reading thread down.
 * @throws {TransientError | OperatorError} the fault is not that of the file.
 */
export async function readAttempts(
  deps: ReadAttemptsDeps,
  { path, fileName, type, workPath }: AttemptSource,
  onProgress: (progress: ApplyProgress) => void,
): Promise<AttemptFile> {
  const { timeZone, defaultCountry } = deps;
  const { port1, port2 } = new MessageChannel();
  const stop = new AbortController();
  const watchdog = createWatchdog(deps, stop);
  const reading = readingOf(type, deps.reading);
  const campaignZones = await zonesOf(deps);
  const limits = { ...reading.limits, ...LIMITS };
  const context = { timeZone, defaultCountry, campaignZones, now: deps.clock.now(), limits };
  const reads = deps.readers.feed(
    { files: [{ path, fileName }], type, reading, context, port: port1 },
    AbortSignal.any([stop.signal, deps.signal]),
  );
  // A feed that never came to a thread is open still, and would be waited for.
  reads.catch(() => {
    port1.close();
  });
  const queue = new FeedQueue(port2);
  const takes = takeAll(queue, workPath, (progress) => {
    watchdog.alive();
    onProgress(progress);
  }).finally(() => {
    queue.close();
  });
  const [read, taken] = await Promise.allSettled([reads, takes]);
  watchdog.end();
  if (taken.status === "fulfilled") return taken.value;
  if (watchdog.hasBarked) throw new Error("reading stood still and was stopped");
  // When the reading broke first, this end only lost its feed: the cause is on the other side.
  throw read.status === "rejected" && !isForTheLine(taken.reason) ? read.reason : taken.reason;
}

/** Times without offset are those of the row's campaign. */
async function zonesOf({ attempts }: ReadAttemptsDeps): Promise<Readonly<Record<string, string>>> {
  const campaigns = await attempts.campaigns({});
  return Object.fromEntries(campaigns.map(({ name, settings }) => [fold(name), settings.timeZone]));
}

/** Takes the feed of one file to its end. */
async function takeAll(
  queue: FeedQueue,
  workPath: string,
  onProgress: (progress: ApplyProgress) => void,
): Promise<AttemptFile> {
  await using lines = openLines(workPath);
  const taking = new Taking();
  for (;;) {
    const message = await queue.next();
    await lines.write(taking.take(message));
    const { rows, bytesRead, bytes } = taking;
    const seen = { filesDone: 0, rowsSeen: rows.total, bytesRead, totalBytes: bytes };
    onProgress({ ...seen, step: "reading" });
    if (message.kind === "end" || message.kind === "refused") break;
  }
  await lines.end();
  return taking.file;
}

/** What the messages so far have told. */
class Taking {
  readonly rows = noRows();
  bytesRead = 0;
  bytes = 0;
  #file: Pick<AttemptFile, "sha256" | "notes" | "sheet" | "refused"> = { sha256: "", notes: [] };
  #toRow = attemptRowsOf([]);

  get file(): AttemptFile {
    return { ...this.#file, bytes: this.bytes, rows: this.rows };
  }

  /** The lines that the message gives. */
  take(message: FeedMessage): readonly WorkLine[] {
    switch (message.kind) {
      case "start": {
        const { sha256, bytes, notes } = message;
        this.bytes = bytes;
        this.#file = { sha256, notes };
        return [];
      }
      case "sheet":
        if (message.sheet !== undefined) this.#file = { ...this.#file, sheet: message.sheet };
        this.#toRow = attemptRowsOf(message.columns);
        return [];
      case "rows":
        this.bytesRead = message.bytesRead;
        return this.#takeRows(message);
      case "refused": {
        const { code, message: text, hint } = message;
        const sentence = text.replace(/[^.!?]$/, "$&.");
        const full = hint === undefined ? text : `${sentence} ${hint}`;
        this.#file = { ...this.#file, refused: { code, message: full } };
        return [];
      }
      case "packed":
        throw new Error("Rows of attempts never come packed.");
      case "end":
        return [];
    }
  }

  /** In the order of the file, an issue before its row. */
  #takeRows(message: Extract<FeedMessage, { kind: "rows" }>): readonly WorkLine[] {
    const { numbers, values, issues, rejected, skipped } = message;
    const placed: { readonly at: number; readonly line: WorkLine }[] = issues.map((issue) => {
      return { at: issue.row, line: { issue } };
    });
    this.rows.total += numbers.length + rejected + skipped;
    this.rows.rejected += rejected;
    this.rows.skipped += skipped;
    for (const [at, row] of numbers.entries()) {
      const found = this.#toRow(values[at] ?? []);
      if (found.ok) placed.push({ at: row, line: { row, report: found.report } });
      else {
        this.rows.rejected++;
        for (const issue of this.#missing(row, found.missing)) {
          placed.push({ at: row, line: { issue } });
        }
      }
    }
    return placed.sort((a, b) => a.at - b.at).map(({ line }) => line);
  }

  #missing(row: number, columns: readonly string[]): readonly RowIssue[] {
    const { sheet } = this.#file;
    const place = { ...(sheet === undefined ? {} : { sheet }), row };
    return columns.map((column) => {
      const message = `${column} is required.`;
      return { code: "R001", severity: "error", ...place, column, message };
    });
  }
}
