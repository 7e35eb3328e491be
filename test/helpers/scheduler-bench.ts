/** A scheduler with a clock that the test moves, jobs that it changes and a ledger in memory. */
import type { Job } from "../../src/jobs/job.ts";
import { createScheduler, type Scheduler } from "../../src/jobs/scheduler.ts";
import type { Logger } from "../../src/core/log.ts";
import type { DueRecord } from "../../src/store/export-run.ts";
import { exportRun } from "./export-runs.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryDueLedger } from "./memory-due-ledger.ts";

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface SchedulerBench {
  readonly clock: FakeClock;
  readonly ledger: MemoryDueLedger;
  readonly submitted: string[];
  /** Of the levels info and above. */
  readonly lines: LogLine[];
  /** Runs end as soon as they are queued, unless this is false. */
  areRunsShort: boolean;
  jobs: readonly Job[];
  /** Starts a daemon's scheduler; resolves after its first look. */
  start(): Promise<void>;
  /** The daemon ends, or is killed: nothing of it is left but the ledger. */
  stop(): Promise<void>;
  nudge(): Promise<void>;
  /** Changes the only job as the actions do: now. */
  change(change: (job: Job) => Partial<Job>): Promise<void>;
  endRuns(): Promise<void>;
  /** `ran 2026-05-01T02:00Z`, `missed 2026-05-01T02:00Z..2026-05-03T02:00Z x3` */
  outcomes(): readonly string[];
  /** How many instants had which outcome. */
  counts(): Readonly<Partial<Record<DueRecord["outcome"], number>>>;
}

export function schedulerBench(at: string, ...jobs: readonly Job[]): SchedulerBench {
  const clock = new FakeClock(at);
  const ledger = new MemoryDueLedger();
  const submitted: string[] = [];
  const lines: LogLine[] = [];
  let scheduler: Scheduler | undefined;
  const bench: SchedulerBench = {
    clock,
    ledger,
    submitted,
    lines,
    areRunsShort: true,
    jobs,
    start: async () => {
      scheduler = createScheduler({
        clock,
        log: logInto(lines),
        jobs: () => bench.jobs,
        ledger: ledger.port,
        newRun: (job, dueAt, reason) =>
          exportRun({ job: job.id, dueAt: dueAt.toISOString(), reason }),
        onQueued: () => {
          if (bench.areRunsShort) ledger.endRuns();
        },
        onSubmitted: async ({ id }) => {
          submitted.push(id);
          bench.jobs = bench.jobs.map((job) =>
            job.id === id ? { ...job, state: "Submitted" } : job,
          );
        },
      });
      await scheduler.ready;
    },
    stop: async () => {
      await scheduler?.stop();
    },
    nudge: async () => {
      await clock.resting();
      scheduler?.nudge();
      await clock.resting();
    },
    change: async (change) => {
      const changedAt = clock.now().toISOString();
      bench.jobs = bench.jobs.map((job) => ({ ...job, changedAt, ...change(job) }));
      await bench.nudge();
    },
    endRuns: async () => {
      ledger.endRuns();
      await bench.nudge();
    },
    outcomes: () => ledger.records.map(textOf),
    counts: () => countsOf(ledger.records),
  };
  return bench;
}

function textOf({ outcome, dueAt, lastDueAt, count }: DueRecord): string {
  const first = `${outcome} ${short(dueAt)}`;
  return lastDueAt === undefined ? first : `${first}..${short(lastDueAt)} x${count}`;
}

function short(at: string): string {
  return at.replace(":00.000Z", "Z");
}

function countsOf(records: readonly DueRecord[]): Partial<Record<DueRecord["outcome"], number>> {
  const counts: Partial<Record<DueRecord["outcome"], number>> = {};
  for (const { outcome, count } of records) counts[outcome] = (counts[outcome] ?? 0) + count;
  return counts;
}

function logInto(lines: LogLine[]): Logger {
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ ...fields, level, message });
  };
  const logger: Logger = {
    debug: () => undefined,
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
    child: () => logger,
    isEnabled: () => true,
  };
  return logger;
}
