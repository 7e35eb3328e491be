/**
 * The thread that owns the only writing connection. Ledger calls and imports queue at one lock:
 * while the transaction of an import is open, they wait.
 */
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { workerData } from "node:worker_threads";
import { systemCode } from "../../core/errors.ts";
import { serveCalls, type Answers, type CallContext } from "../../core/serve-calls.ts";
import { applyRuns, closedWhileImporting } from "./apply/apply-run.ts";
import { decideOutcome } from "./apply/decide-outcome.ts";
import { FeedQueue } from "./apply/feed-queue.ts";
import { SPOOL_SUFFIX } from "./apply/issue-spool.ts";
import { campaignWrites } from "./campaigns/answers.ts";
import { checkpoint } from "./checkpoint.ts";
import { fromSqlite, type Database } from "./database.ts";
import { account, changeExport, forgetExports, queueExport } from "./exports/export-ledger.ts";
import { layoutsOf, type Layouts } from "./layout.ts";
import { archiveRuns, claimRuns, excuseRuns, failRun, forgetRuns, retakeRun } from "./ledger.ts";
import { openWriter } from "./open-connection.ts";
import { changeMessage, forgetMessages, settleNotices } from "./outbox/messages.ts";
import { packedTables, packedTablesFor, type PackedTables } from "./packed-tables.ts";
import { prepareStore } from "./prepare-store.ts";
import { readAnswers } from "./read-answers.ts";
import type { ReadCalls, ThreadOptions, WriteCalls, WriterCalls } from "./store-calls.ts";

interface Writer {
  readonly db: Database;
  readonly layouts: Layouts;
  readonly tables: PackedTables;
  readonly options: ThreadOptions;
  /** Runs `act` after all that were asked for before. */
  readonly exclusively: <T>(act: () => Promise<T>) => Promise<T>;
  /** Feeds of the imports that are open. */
  readonly feeds: Set<FeedQueue>;
}

serveCalls<WriterCalls>(() => {
  const options = workerData as ThreadOptions;
  const layouts = layoutsOf(options.types);
  removeSpools(options.workFolder);
  const db = openWriter(options.path);
  prepareStore(db, layouts);
  const writer: Writer = {
    db,
    layouts,
    tables: packedTables(db, layouts),
    options,
    exclusively: queue(db, options.path),
    feeds: new Set(),
  };
  return {
    ...inTurn(readAnswers(db, layouts, options.timeZone), writer),
    ...writeAnswers(writer),
    close: async () => {
      for (const feed of writer.feeds) feed.fail(closedWhileImporting());
      await writer.exclusively(async () => {
        db.close();
      });
    },
  };
}, fromSqlite);

/** On the one connection of a store in memory, questions wait too: they would see half an import. */
function inTurn(answers: Answers<ReadCalls>, { exclusively }: Writer): Answers<ReadCalls> {
  const entries = Object.entries(answers) as [string, (...all: unknown[]) => unknown][];
  const waiting = entries.map(([name, answer]) => [
    name,
    (...all: unknown[]) => exclusively(async () => answer(...all)),
  ]);
  return Object.fromEntries(waiting) as Answers<ReadCalls>;
}

function writeAnswers(writer: Writer): Answers<WriteCalls> {
  const { db, layouts, options } = writer;
  const one = <T>(act: () => T): Promise<T> => writer.exclusively(async () => act());
  return {
    ...campaignWrites({ db, layouts, timeZone: options.timeZone }, one),
    claimRuns: (_context, runs) => one(() => claimRuns(db, runs)),
    retakeRun: (_context, id, historyName) => one(() => retakeRun(db, id, historyName)),
    excuseRuns: (_context, ids) =>
      one(() => {
        excuseRuns(db, ids);
      }),
    decideRun: (_context, run, outcome) =>
      one(() => decideOutcome(db, run, outcome, writer.options.workFolder)),
    failRun: (_context, id, failure) => one(() => failRun(db, id, failure)),
    archiveRuns: (_context, runs, finishedAt) =>
      one(() => {
        archiveRuns(db, runs, finishedAt);
      }),
    forgetRuns: (_context, finishedBefore) => one(() => forgetRuns(db, finishedBefore)),
    queueExport: (_context, run) =>
      one(() => {
        queueExport(db, run);
      }),
    changeExport: (_context, id, from, change) => one(() => changeExport(db, id, from, change)),
    account: (_context, accounting) =>
      one(() => {
        account(db, accounting);
      }),
    forgetExports: (_context, finishedBefore) => one(() => forgetExports(db, finishedBefore)),
    settleNotices: (_context, notices) =>
      one(() => {
        settleNotices(db, notices);
      }),
    changeMessage: (_context, id, from, change) => one(() => changeMessage(db, id, from, change)),
    forgetMessages: (_context, queuedBefore) => one(() => forgetMessages(db, queuedBefore)),
    applyRuns: async (context, plan, port) => {
      const feed = new FeedQueue(port);
      feed.offer(packedTablesFor(db, plan.type, writer.tables));
      writer.feeds.add(feed);
      try {
        return await applyRuns(depsOf(writer, context), plan, feed);
      } finally {
        writer.feeds.delete(feed);
        feed.close();
      }
    },
  };
}

function depsOf(writer: Writer, context: CallContext): Parameters<typeof applyRuns>[0] {
  const { db, layouts, tables, options, exclusively } = writer;
  return { db, layouts, tables, workFolder: options.workFolder, exclusively, ...context };
}

/** One after another, each after the one before was answered and the log is short again. */
function queue(db: Database, storePath: string): Writer["exclusively"] {
  let last: Promise<unknown> = Promise.resolve();
  return async (act) => {
    const mine = last.then(act);
    // A fault of the call is told to its caller; one of the checkpoint comes back with a commit.
    last = mine
      .then(nextTurn)
      .then(() => {
        checkpoint(db, storePath);
      })
      .catch(() => undefined);
    return await mine;
  };
}

/** Lets the answer get under way. */
async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Spools of a process that died. One that is still in use is read by its open file, not its name. */
function removeSpools(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(SPOOL_SUFFIX)) continue;
    try {
      rmSync(path.join(folder, name), { force: true });
    } catch (error) {
      // Windows keeps open files: that spool belongs to another process, which removes it itself.
      if (!["EPERM", "EBUSY", "EACCES"].includes(systemCode(error) ?? "")) throw error;
    }
  }
}
