/** One look at one job: what was due since the mark gets its outcome, and the ledger keeps it. */
import type { Clock } from "../core/clock.ts";
import { effect } from "../core/effect.ts";
import type { Logger } from "../core/log.ts";
import type { DueRecord, ExportLedger, ExportReason, ExportRun } from "../store/export-run.ts";
import { account, countsAfter, isInTurn, scheduleOf, type Verdict } from "./account.ts";
import type { Job } from "./job.ts";
import { dueInstants } from "./schedule.ts";

export interface LookDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: Pick<ExportLedger, "account" | "accountedTo" | "dueRecords" | "exports">;
  /** A run that is Queued, for an instant of the job. */
  readonly newRun: (job: Job, dueAt: Date, reason: ExportReason) => ExportRun;
  /** The run is in the ledger. */
  readonly onQueued: (run: ExportRun) => void;
  /** The run of a one-time job is in the ledger: the job is Submitted. May come again after a crash. */
  readonly onSubmitted: (job: Job) => Promise<unknown>;
  /** No further step is to begin. */
  readonly isStopped: () => boolean;
}

export interface LookOptions {
  /** Instants after this and up to now count. */
  readonly after: Date;
  /** The end of a schedule that was replaced then. */
  readonly closesAt?: Date;
}

export interface Looked {
  /** All instants up to here have their outcome. */
  readonly accountedTo: Date;
  /** Instants were left for when the open run has ended. */
  readonly isWaiting: boolean;
}

/** An instant that is looked at no later than this is in time. */
const GRACE_MS = 5 * 60_000;
/** More are decided in several steps, each of some 100 ms, so that the daemon answers in between. */
const STEP_INSTANTS = 10_000;

/** Up to where the instants of a job have their outcome: its mark, or the beginning of a new job. */
export async function markOf(ledger: LookDeps["ledger"], job: Job): Promise<Date> {
  const mark = await ledger.accountedTo(job.id);
  return mark === undefined ? countsAfter(job) : new Date(mark);
}

/** Each step is committed by itself: after a crash the look goes on where the ledger's mark stands. */
export async function lookAt(deps: LookDeps, job: Job, options: LookOptions): Promise<Looked> {
  const now = deps.clock.now();
  let accountedTo = options.after;
  const missed: DueRecord[] = [];
  for (;;) {
    const { verdict, hasMore } = await decide(deps, job, { ...options, after: accountedTo }, now);
    await commit(deps, job, verdict);
    missed.push(...verdict.records.filter(({ outcome }) => outcome === "missed"));
    accountedTo = verdict.accountedTo ?? accountedTo;
    if (hasMore && !verdict.isWaiting && !deps.isStopped()) continue;
    tellMissed(deps.log, job, missed);
    return { accountedTo, isWaiting: verdict.isWaiting };
  }
}

async function decide(
  { ledger }: LookDeps,
  job: Job,
  { after, closesAt }: LookOptions,
  now: Date,
): Promise<{ readonly verdict: Verdict; readonly hasMore: boolean }> {
  const upTo = closesAt && closesAt < now ? closesAt : now;
  const isClosing = closesAt !== undefined;
  const limit = isInTurn(job, { isClosing }) ? 1 : STEP_INSTANTS;
  const found = dueInstants(scheduleOf(job), { after, upTo }, limit + 1);
  const hasMore = found.length > limit;
  const due = found.slice(0, limit);
  if (due.length === 0) return { verdict: { records: [], isWaiting: false }, hasMore };
  const [open] = await ledger.exports({ job: job.id, states: ["Queued", "InProgress"], limit: 1 });
  const look = {
    now,
    graceMs: GRACE_MS,
    hasMore,
    isClosing,
    ...(open && { openRun: open.id }),
  };
  return { verdict: account(job, look, due), hasMore };
}

async function commit(
  { ledger, newRun, onQueued, log }: LookDeps,
  job: Job,
  { records, start, accountedTo }: Verdict,
): Promise<void> {
  if (!accountedTo) return;
  const run = start && newRun(job, start.dueAt, start.reason);
  const accounting = {
    job: job.id,
    records: run ? records.map((record) => withRun(record, run)) : records,
    queued: run ? [run] : [],
    accountedTo: accountedTo.toISOString(),
  };
  await effect("due.account", () => ledger.account(accounting));
  if (run) {
    const { id, reason, dueAt } = run;
    log.debug({ event: "export.queued", job: job.id, run: id, reason, dueAt }, "export queued");
    onQueued(run);
  }
}

function withRun(record: DueRecord, { id }: ExportRun): DueRecord {
  return record.outcome === "ran" || record.outcome === "late" ? { ...record, run: id } : record;
}

function tellMissed(log: Logger, job: Job, missed: readonly DueRecord[]): void {
  const [first] = missed;
  const last = missed.at(-1);
  if (!first || !last) return;
  const count = missed.reduce((sum, record) => sum + record.count, 0);
  log.warn(
    {
      event: "due.missed",
      code: "J009",
      job: job.id,
      title: job.definition.title,
      count,
      firstDueAt: first.dueAt,
      lastDueAt: last.lastDueAt ?? last.dueAt,
      catchUp: job.definition.catchUp,
    },
    "due instants of a job were missed",
  );
}
