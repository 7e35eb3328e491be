/**
 * What becomes of the instants that were due: a pure decision for each look at the clock. Every
 * instant gets exactly one outcome, and a job never has two open runs.
 *
 * - Nothing in the way and looked at in time: it runs.
 * - Looked at in time while a run of the job is open: skipped.
 * - Not looked at in time (daemon stopped, machine asleep, clock put forward): catchUp decides.
 *   `none`: missed. `latest`: the latest one runs late, unless one that is in time runs in its place;
 *   the others are missed. `all`: the oldest runs late, the others stay due and follow one by one.
 * - Late ones wait for the end of an open run: the mark stands still before them.
 * - The job is suspended: suspended, whatever else.
 */
import type { DueOutcome, DueRecord, ExportReason } from "../store/export-run.ts";
import type { Job } from "./job.ts";
import type { Schedule } from "./schedule.ts";

export interface Look {
  /** The run of the job that is queued or goes on. */
  readonly openRun?: string;
  readonly now: Date;
  /** An instant that is no older has been looked at in time. */
  readonly graceMs: number;
  /** More instants are due than were given. */
  readonly hasMore: boolean;
  /** The schedule has been replaced: nothing of it stays due. */
  readonly isClosing: boolean;
}

export interface Verdict {
  /** Oldest first; ran and late without `run`, which does not exist yet. */
  readonly records: readonly DueRecord[];
  /** The run to queue: of the one record that is `ran` or `late`. */
  readonly start?: { readonly dueAt: Date; readonly reason: ExportReason };
  /** Up to where instants have their outcome now; absent: the mark stands still. */
  readonly accountedTo?: Date;
  /** Instants were left for when the open run has ended. */
  readonly isWaiting: boolean;
}

type Fate = DueOutcome | "waits";

/**
 * The schedule of a job as it counts. A one-time job is due when it says, or at once where that is
 * past or not said: at the moment it was created, edited or resumed.
 */
export function scheduleOf({ definition, createdAt, changedAt }: Job): Schedule {
  const { run } = definition;
  if (run.kind !== "once") return definition;
  const atMs = [run.at ?? createdAt, createdAt, changedAt].map((at) => Date.parse(at));
  return { ...definition, run: { kind: "once", at: new Date(Math.max(...atMs)).toISOString() } };
}

/** Just before the first moment that counts: of a new job, or of one with a new schedule. */
export function countsAfter({ createdAt, changedAt }: Job): Date {
  return new Date(Math.max(Date.parse(createdAt), Date.parse(changedAt)) - 1);
}

/** @param due instants after the mark up to now, ascending. */
export function account(job: Job, look: Look, due: readonly Date[]): Verdict {
  const fates = fatesOf(job, look, due);
  const decided = due.slice(0, fatesDecided(fates));
  const startAt = fates.findIndex((fate) => fate === "ran" || fate === "late");
  const dueAt = due[startAt];
  const accountedTo = decided.at(-1);
  return {
    records: recordsOf(job, look, decided, fates),
    ...(dueAt && { start: { dueAt, reason: fates[startAt] === "ran" ? "schedule" : "catch-up" } }),
    ...(accountedTo && { accountedTo }),
    isWaiting: decided.length < due.length || (isInTurn(job, look) && look.hasMore),
  };
}

/** One for each instant; after the first that waits all do. */
function fatesOf(job: Job, look: Look, due: readonly Date[]): readonly Fate[] {
  if (job.state !== "Active") return due.map(() => "suspended");
  // Who moved a one-time job does not want it at both times.
  if (look.isClosing && job.definition.run.kind === "once") return due.map(() => "missed");
  if (job.definition.catchUp === "all") return fatesInTurn(look, due);
  return due.map((at, i) => {
    const isLast = i === due.length - 1 && !look.hasMore;
    if (!isLast) return "missed";
    if (isInTime(at, look)) return look.openRun === undefined ? "ran" : "skipped";
    if (job.definition.catchUp === "none") return "missed";
    if (look.openRun === undefined) return "late";
    return look.isClosing ? "missed" : "waits";
  });
}

/** Whether at most one instant is decided in a look, so that not all need be found. */
export function isInTurn(
  { state, definition }: Job,
  { isClosing }: Pick<Look, "isClosing">,
): boolean {
  return state === "Active" && definition.catchUp === "all" && !isClosing;
}

/** Only an instant that nothing older or younger is due with can overlap. */
function fatesInTurn(look: Look, due: readonly Date[]): readonly Fate[] {
  const isAlone = due.length === 1 && !look.hasMore;
  return due.map((at, i) => {
    if (look.openRun !== undefined && isAlone && isInTime(at, look)) return "skipped";
    if (look.openRun === undefined && i === 0) return isInTime(at, look) ? "ran" : "late";
    return look.isClosing ? "missed" : "waits";
  });
}

function isInTime(at: Date, { now, graceMs }: Look): boolean {
  return now.getTime() - at.getTime() <= graceMs;
}

function fatesDecided(fates: readonly Fate[]): number {
  const waiting = fates.indexOf("waits");
  return waiting < 0 ? fates.length : waiting;
}

/** Neighbours that fared alike without a run share a record. */
function recordsOf(
  job: Job,
  look: Look,
  due: readonly Date[],
  fates: readonly Fate[],
): readonly DueRecord[] {
  const records: DueRecord[] = [];
  due.forEach((at, i) => {
    const outcome = fates[i];
    if (outcome === undefined || outcome === "waits") return;
    const last = records.at(-1);
    const isAlike = last?.outcome === outcome && (outcome === "missed" || outcome === "suspended");
    if (isAlike) {
      records[records.length - 1] = {
        ...last,
        lastDueAt: at.toISOString(),
        count: last.count + 1,
      };
    } else records.push(recordOf(job, look, at, outcome));
  });
  return records;
}

function recordOf(job: Job, look: Look, at: Date, outcome: DueOutcome): DueRecord {
  return {
    job: job.id,
    dueAt: at.toISOString(),
    count: 1,
    outcome,
    reason: reasonOf(job, look, outcome),
    ...(outcome === "skipped" && look.openRun !== undefined ? { run: look.openRun } : {}),
  };
}

function reasonOf({ definition: { catchUp } }: Job, look: Look, outcome: DueOutcome): string {
  switch (outcome) {
    case "ran":
      return "It was queued in time.";
    case "late":
      return `It was not looked at in time, and was queued late: catchUp is ${catchUp}.`;
    case "missed":
      return look.isClosing
        ? "It was not looked at in time, and then the schedule was changed."
        : `It was not looked at in time (stopped, asleep, or the clock was put forward): catchUp is ${catchUp}.`;
    case "skipped":
      return `Run ${look.openRun ?? ""} of the job had not ended.`;
    case "suspended":
      return "The job was suspended.";
  }
}
