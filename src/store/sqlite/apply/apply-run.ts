/**
 * Imports one file: messages of its feed are applied in one transaction that also decides the run.
 *
 * The transaction begins only when the whole feed has arrived or its window is full, so that the
 * write lock is held while rows are applied and not while a small file is still being read. From
 * then on until the commit the writing thread does nothing else: other calls wait at the lock.
 * When the feeding side closes its port or dies, the transaction is rolled back.
 */
import { TransientError } from "../../../core/errors.ts";
import { systemClock } from "../../../core/clock.ts";
import { effectSync } from "../../../core/effect.ts";
import { FEED_WINDOW, type FeedMessage } from "../../feed.ts";
import type { Verdict } from "../../run.ts";
import type { ApplyPlan, ApplyProgress } from "../../store.ts";
import type { Database } from "../database.ts";
import type { Layouts } from "../layout.ts";
import type { PackedTables } from "../packed-tables.ts";
import { requireClaimed } from "./claim.ts";
import { decideRun } from "./decide-run.ts";
import { FeedConsumer } from "./feed-consumer.ts";
import type { FeedQueue } from "./feed-queue.ts";
import { IssueSpool } from "./issue-spool.ts";
import { openRecordIds } from "./record-ids.ts";
import { openReferences } from "./references.ts";
import { openSeenRows } from "./seen-rows.ts";
import type { Session } from "./sheet.ts";
import { Tally } from "./tally.ts";

export interface ApplyDeps {
  readonly db: Database;
  readonly layouts: Layouts;
  readonly tables: PackedTables;
  readonly workFolder: string;
  readonly now: () => Date;
  /** Runs `act` when no other call writes. */
  readonly exclusively: <T>(act: () => Promise<T>) => Promise<T>;
  readonly progress: (progress: ApplyProgress) => void;
}

/** Progress is told at most this often. */
const PROGRESS_MS = 100;
const WAITING_MS = 1_000;

export async function applyRun(
  deps: ApplyDeps,
  plan: ApplyPlan,
  feed: FeedQueue,
): Promise<Verdict> {
  const waiting = await firstMessages(deps, feed);
  const locked = new AbortController();
  void tellWaiting(deps, progressOf(waiting, "waiting for the store"), locked.signal);
  return await deps.exclusively(() => {
    locked.abort();
    return inTransaction(deps, plan, feed, waiting);
  });
}

/** Shows the caller, which may watch for signs of life, that the wait is no standstill. */
async function tellWaiting(
  { progress }: ApplyDeps,
  waiting: ApplyProgress,
  signal: AbortSignal,
): Promise<void> {
  do {
    progress(waiting);
    await systemClock.sleep(WAITING_MS, signal);
  } while (!signal.aborted);
}

function isLast(message: FeedMessage): boolean {
  return message.kind === "end" || message.kind === "refused" || message.kind === "broken";
}

async function firstMessages(deps: ApplyDeps, feed: FeedQueue): Promise<readonly FeedMessage[]> {
  const messages: FeedMessage[] = [];
  let toldAt = performance.now();
  while (messages.length < FEED_WINDOW) {
    const message = await feed.next();
    messages.push(message);
    if (isLast(message)) break;
    if (performance.now() - toldAt >= PROGRESS_MS) {
      toldAt = performance.now();
      deps.progress(progressOf(messages, "reading"));
    }
  }
  return messages;
}

function progressOf(messages: readonly FeedMessage[], step: ApplyProgress["step"]): ApplyProgress {
  let [rowsSeen, bytesRead, totalBytes] = [0, 0, 0];
  for (const message of messages) {
    if (message.kind === "start") totalBytes = message.bytes;
    if (message.kind === "packed") rowsSeen += message.marks.length / 2;
    else if (message.kind === "rows") {
      rowsSeen += message.numbers.length + message.rejected + message.skipped;
    } else continue;
    bytesRead = message.bytesRead;
  }
  return { rowsSeen, bytesRead, totalBytes, step };
}

async function inTransaction(
  deps: ApplyDeps,
  plan: ApplyPlan,
  feed: FeedQueue,
  waiting: readonly FeedMessage[],
): Promise<Verdict> {
  const { db } = deps;
  const spool = new IssueSpool(deps.workFolder, plan.run);
  try {
    const session = effectSync("apply.begin", () => begin(deps, plan));
    const tally = new Tally();
    const consumer = new FeedConsumer(session, plan, tally, spool);
    await consumeAll(deps, feed, waiting, consumer);
    const { bytesRead, rowsSeen, bytes: totalBytes } = consumer.facts;
    deps.progress({ rowsSeen, bytesRead, totalBytes, step: "committing" });
    return decideRun({ ...deps, plan, session, tally, spool, consumer });
  } catch (error) {
    db.rollback();
    throw error;
  } finally {
    spool.close();
  }
}

async function consumeAll(
  deps: ApplyDeps,
  feed: FeedQueue,
  waiting: readonly FeedMessage[],
  consumer: FeedConsumer,
): Promise<void> {
  let toldAt = 0;
  const take = (message: FeedMessage): boolean => {
    const isDone = consumer.consume(message);
    feed.credit(message);
    if (performance.now() - toldAt >= PROGRESS_MS) {
      toldAt = performance.now();
      const { bytesRead, rowsSeen, bytes: totalBytes } = consumer.facts;
      deps.progress({ rowsSeen, bytesRead, totalBytes, step: "storing" });
    }
    return isDone;
  };
  for (const message of waiting) if (take(message)) return;
  while (!take(await feed.next()));
}

/** Takes the write lock, and makes sure that this attempt of the run is still to be decided. */
function begin({ db, layouts, tables }: ApplyDeps, plan: ApplyPlan): Session {
  db.exec("BEGIN IMMEDIATE");
  requireClaimed(db, plan);
  const auditKey = Number(db.value("SELECT coalesce(max(AUDIT_KEY), 0) + 1 FROM CTL_AUDIT_LOG"));
  return {
    db,
    layouts,
    tables,
    auditKey,
    onDuplicate: plan.type.onDuplicate,
    references: openReferences(db, layouts),
    seen: openSeenRows(db, auditKey),
    ids: openRecordIds(db),
  };
}

/** What open imports end with when the store is closed. */
export function closedWhileImporting(): Error {
  return new TransientError("S006", "The store was closed while the import was running.");
}
