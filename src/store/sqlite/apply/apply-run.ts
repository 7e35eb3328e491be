/**
 * Imports files of one type: the messages of their feed are applied in one transaction that also
 * decides their runs, so that a group of small files costs one sync.
 *
 * The transaction begins only when the whole feed has arrived or its window is full, so that the
 * write lock is held while rows are applied and not while small files are still being read. From
 * then on until the commit the writing thread does nothing else: other calls wait at the lock.
 * When the feeding side closes its port or dies, the transaction is rolled back.
 */
import { TransientError } from "../../../core/errors.ts";
import { systemClock } from "../../../core/clock.ts";
import { effectSync } from "../../../core/effect.ts";
import type { FeedMessage } from "../../feed.ts";
import type { Verdict } from "../../run.ts";
import type { ApplyPlan, ApplyProgress } from "../../store.ts";
import type { Database } from "../database.ts";
import type { Layouts } from "../layout.ts";
import type { PackedTables } from "../packed-tables.ts";
import { requireClaimed } from "./claim.ts";
import { decideRun } from "./decide-run.ts";
import { FeedConsumer } from "./feed-consumer.ts";
import type { FeedQueue } from "./feed-queue.ts";
import { openFileScope, type FileScope } from "./file-scope.ts";
import { IssueSpool } from "./issue-spool.ts";
import { openRecordIds } from "./record-ids.ts";
import { openReferences } from "./references.ts";
import type { RunPlan } from "./run-plan.ts";
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

export async function applyRuns(
  deps: ApplyDeps,
  plan: ApplyPlan,
  feed: FeedQueue,
): Promise<readonly Verdict[]> {
  await gather(deps, plan, feed);
  const locked = new AbortController();
  void tellWaiting(deps, progressOf(feed.waiting, "waiting for the store"), locked.signal);
  return await deps.exclusively(() => {
    locked.abort();
    return inTransaction(deps, plan, feed);
  });
}

async function gather(deps: ApplyDeps, plan: ApplyPlan, feed: FeedQueue): Promise<void> {
  let toldAt = performance.now();
  await feed.gather(plan.runs.length, () => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    deps.progress(progressOf(feed.waiting, "reading"));
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

function progressOf(messages: readonly FeedMessage[], step: ApplyProgress["step"]): ApplyProgress {
  let [filesDone, rowsSeen, bytesBefore, bytesRead, totalBytes] = [0, 0, 0, 0, 0];
  for (const message of messages) {
    if (message.kind === "start") {
      bytesBefore = totalBytes;
      totalBytes += message.bytes;
    }
    if (message.kind === "end" || message.kind === "refused") filesDone++;
    if (message.kind === "packed") rowsSeen += message.marks.length / 2;
    else if (message.kind === "rows") {
      rowsSeen += message.numbers.length + message.rejected + message.skipped;
    } else continue;
    bytesRead = bytesBefore + message.bytesRead;
  }
  return { filesDone, rowsSeen, bytesRead, totalBytes, step };
}

async function inTransaction(
  deps: ApplyDeps,
  plan: ApplyPlan,
  feed: FeedQueue,
): Promise<readonly Verdict[]> {
  const { db } = deps;
  const { runs, ...common } = plan;
  const done = { files: 0, rows: 0, bytes: 0, toldAt: Number.NEGATIVE_INFINITY };
  const verdicts: Verdict[] = [];
  try {
    effectSync("apply.begin", () => {
      db.exec("BEGIN IMMEDIATE");
    });
    const scope = openFileScope(db, runs.length);
    for (const run of runs) {
      verdicts.push(await applyFile({ ...deps, scope, done }, { ...common, ...run }, feed));
    }
    const { files, rows: rowsSeen, bytes } = done;
    const progress = { filesDone: files, rowsSeen, bytesRead: bytes, totalBytes: bytes };
    deps.progress({ ...progress, step: "committing" });
    if (plan.dryRun) db.rollback();
    else {
      effectSync("apply.commit", () => {
        db.exec("COMMIT");
      });
    }
    return verdicts;
  } catch (error) {
    db.rollback();
    throw error;
  }
}

interface FileDeps extends ApplyDeps {
  readonly scope: FileScope;
  /** What the files before this one came to, and when progress was told. */
  readonly done: { files: number; rows: number; bytes: number; toldAt: number };
}

/** Applies the next file of the feed and decides its run; nothing is committed. */
async function applyFile(deps: FileDeps, plan: RunPlan, feed: FeedQueue): Promise<Verdict> {
  const { db, scope, done } = deps;
  const spool = new IssueSpool(deps.workFolder, plan.run);
  try {
    scope.begin();
    requireClaimed(db, plan);
    const session = openSession(deps, plan);
    const tally = new Tally();
    const consumer = new FeedConsumer(session, plan, tally, spool);
    await consume(deps, feed, consumer);
    if (plan.isPatient) requireResolved(plan, consumer);
    const undo = (): void => {
      scope.undo();
      // The lock may have been given back for an instant: the claim is looked at anew.
      requireClaimed(db, plan);
    };
    const verdict = decideRun({ ...deps, plan, session, tally, spool, consumer, undo });
    scope.end();
    done.files += 1;
    done.rows += consumer.facts.rowsSeen;
    done.bytes += consumer.facts.bytes;
    return verdict;
  } finally {
    spool.close();
  }
}

/** @throws {TransientError} R012: what a row refers to may be in a file that is yet to come. */
function requireResolved({ run }: RunPlan, { facts }: FeedConsumer): void {
  const { unresolved, refused } = facts;
  if (!unresolved || refused) return;
  const { sheet, row, message } = unresolved;
  const place = sheet === undefined ? `row ${row}` : `sheet ${sheet}, row ${row}`;
  throw new TransientError("R012", `${place}: ${message}`, { details: { run } });
}

async function consume(
  { done, progress }: FileDeps,
  feed: FeedQueue,
  consumer: FeedConsumer,
): Promise<void> {
  while (!consumer.consume(await feed.next())) {
    if (performance.now() - done.toldAt < PROGRESS_MS) continue;
    done.toldAt = performance.now();
    const { bytesRead, rowsSeen, bytes } = consumer.facts;
    progress({
      filesDone: done.files,
      rowsSeen: done.rows + rowsSeen,
      bytesRead: done.bytes + bytesRead,
      totalBytes: done.bytes + bytes,
      step: "storing",
    });
  }
}

function openSession({ db, layouts, tables }: ApplyDeps, plan: RunPlan): Session {
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
