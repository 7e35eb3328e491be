/** The scheduler: looks at every job when an instant of it is due, one look at a time. */
import { Bell } from "../core/bell.ts";
import { effect } from "../core/effect.ts";
import { countsAfter, scheduleOf } from "./account.ts";
import { lookAt, markOf, type LookDeps } from "./due-look.ts";
import type { Job } from "./job.ts";
import { nextDue } from "./schedule.ts";

export interface SchedulerDeps extends Omit<LookDeps, "isStopped"> {
  /** All jobs as they are now. */
  readonly jobs: () => readonly Job[];
}

export interface Scheduler {
  /** Jobs have changed, or a run has ended. */
  nudge(): void;
  /**
   * Resolves after the first look at all jobs. Jobs should not be changed before: what was due under
   * a schedule while the daemon was stopped can't be told any more once it has been replaced.
   */
  readonly ready: Promise<void>;
  /** Ends the look that goes on after its current step; again is harmless. */
  stop(): Promise<void>;
}

/** No rest is longer, so that a clock that was set and a machine that slept are noticed. */
const LONGEST_REST_MS = 60_000;
const REST_AFTER_FAILURE_MS = 10_000;
/** A mark that is further ahead of the clock than this was made by a clock that was wrong. */
const FAR_AHEAD_MS = 86_400_000;

/** Starts at once. What the ledger or the catalogue refuses is logged and tried again. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const bell = new Bell();
  let isStopped = false;
  const looks = new JobLooks({ ...deps, isStopped: () => isStopped });
  const ready = looks.lookAtAll();
  const ended = (async () => {
    let restMs = await ready;
    for (;;) {
      if (looks.isStopped()) return;
      await bell.wait(deps.clock, restMs);
      if (looks.isStopped()) return;
      restMs = await looks.lookAtAll();
    }
  })();
  return {
    nudge: () => {
      bell.ring();
    },
    ready: ready.then(() => undefined),
    stop: async () => {
      isStopped = true;
      bell.ring();
      await ended;
    },
  };
}

/** What the last look at a job has seen. */
interface Seen {
  readonly job: Job;
  /** Not before then; -Infinity: at the next opportunity. */
  readonly lookAtMs: number;
}

/** Guards what was seen of each job: jobs that are not due cost no question to the ledger. */
class JobLooks {
  readonly #deps: LookDeps & SchedulerDeps;
  readonly #seen = new Map<string, Seen>();
  #lastMs = -Infinity;

  constructor(deps: LookDeps & SchedulerDeps) {
    this.#deps = deps;
  }

  isStopped(): boolean {
    return this.#deps.isStopped();
  }

  /** Gives the milliseconds until the next time. Never rejects. */
  async lookAtAll(): Promise<number> {
    const { clock, log, jobs } = this.#deps;
    try {
      const nowMs = clock.now().getTime();
      const isSetBack = nowMs < this.#lastMs;
      this.#lastMs = nowMs;
      const all = jobs();
      this.#forgetAllBut(all);
      let failures = 0;
      for (const { id } of all.filter((job) => isSetBack || this.#isDue(job, nowMs))) {
        if (this.isStopped()) break;
        // As it is now: it may have been changed or deleted while others were looked at.
        const job = jobs().find((one) => one.id === id);
        if (job) failures += await this.#tryToLookAt(job);
      }
      return this.#restMs(failures > 0);
    } catch (err) {
      log.error({ event: "due.failed", err }, "the jobs can't be looked at; it is tried again");
      return REST_AFTER_FAILURE_MS;
    }
  }

  #forgetAllBut(jobs: readonly Job[]): void {
    const ids = new Set(jobs.map(({ id }) => id));
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
  }

  #isDue(job: Job, nowMs: number): boolean {
    const seen = this.#seen.get(job.id);
    return !seen || seen.lookAtMs <= nowMs || versionOf(seen.job) !== versionOf(job);
  }

  #restMs(hasFailed: boolean): number {
    const nowMs = this.#deps.clock.now().getTime();
    let restMs = hasFailed ? REST_AFTER_FAILURE_MS : LONGEST_REST_MS;
    for (const { lookAtMs } of this.#seen.values()) {
      if (Number.isFinite(lookAtMs)) restMs = Math.min(restMs, lookAtMs - nowMs);
    }
    return Math.max(1, restMs);
  }

  /** Gives the number of failures. */
  async #tryToLookAt(job: Job): Promise<number> {
    try {
      this.#seen.set(job.id, { job, lookAtMs: await this.#lookAt(job) });
      return 0;
    } catch (err) {
      const seen = this.#seen.get(job.id);
      if (seen) this.#seen.set(job.id, { ...seen, lookAtMs: -Infinity });
      const fields = {
        event: "due.failed",
        err,
        job: job.id,
        title: job.definition.title,
      } as const;
      this.#deps.log.error(fields, "due instants can't be accounted for; it is tried again");
      return 1;
    }
  }

  /** Gives when to look again. */
  async #lookAt(job: Job): Promise<number> {
    if (job.state === "Submitted") return Infinity;
    const after = (await this.#replaceSchedule(job)) ?? (await markOf(this.#deps.ledger, job));
    this.#warnIfAhead(job, after);
    const { accountedTo, isWaiting } = await lookAt(this.#deps, job, { after });
    if (job.definition.run.kind === "once") await this.#submitIfStarted(job);
    if (isWaiting) return -Infinity;
    return nextDue(scheduleOf(job), accountedTo, 1)[0]?.at.getTime() ?? Infinity;
  }

  /**
   * Where the schedule is another than at the last look: brings the former to its end, and moves the
   * mark to where the new one begins, which is given. Also back from far ahead, where a clock that was
   * wrong has put it; not from a little ahead, since what ran would run twice. After a crash between
   * the change and this, the new schedule counts from the mark of the former one.
   */
  async #replaceSchedule(job: Job): Promise<Date | undefined> {
    const former = this.#seen.get(job.id)?.job;
    if (!former || scheduleText(former) === scheduleText(job)) return undefined;
    const { ledger } = this.#deps;
    const begin = countsAfter(job);
    const after = await markOf(ledger, former);
    const { accountedTo } = await lookAt(this.#deps, former, { after, closesAt: begin });
    const aheadMs = accountedTo.getTime() - begin.getTime();
    const mark = aheadMs > 0 && aheadMs <= FAR_AHEAD_MS ? accountedTo : begin;
    const accounting = { job: job.id, records: [], queued: [], accountedTo: mark.toISOString() };
    await effect("due.account", () => ledger.account(accounting));
    this.#seen.set(job.id, { job, lookAtMs: -Infinity });
    return mark;
  }

  /** Told by the ledger, which also knows of a run that was queued just before a crash. */
  async #submitIfStarted(job: Job): Promise<void> {
    const { run } = scheduleOf(job);
    const [newest] = await this.#deps.ledger.dueRecords(job.id, 1);
    const isStarted = newest?.outcome === "ran" || newest?.outcome === "late";
    if (isStarted && run.kind === "once" && newest.dueAt === run.at) {
      await this.#deps.onSubmitted(job);
    }
  }

  #warnIfAhead(job: Job, mark: Date): void {
    const now = this.#deps.clock.now();
    if (mark.getTime() - now.getTime() <= FAR_AHEAD_MS) return;
    this.#deps.log.warn(
      {
        event: "due.failed",
        job: job.id,
        title: job.definition.title,
        accountedTo: mark.toISOString(),
        hint: "Check the clock. If it was wrong before and is right now, change the job's Run or clone the job: it counts from then on.",
      },
      "the clock is behind what was accounted for: nothing is due until it has passed",
    );
  }
}

/** Differs after every change of a job. */
function versionOf(job: Job): string {
  return JSON.stringify([job.state, job.changedAt, scheduleText(job)]);
}

function scheduleText({ definition: { run, timeZone, from, until } }: Job): string {
  return JSON.stringify([run, timeZone, from, until]);
}
