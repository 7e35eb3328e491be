import fc from "fast-check";
import { expect, it } from "vitest";
import { account, isInTurn, type Verdict } from "../../../src/jobs/account.ts";
import type { Job } from "../../../src/jobs/job.ts";
import type { DueRecord } from "../../../src/store/export-run.ts";
import { scheduledJob } from "../../helpers/scheduled-job.ts";

const GRACE_MS = 300_000;
const START_MS = Date.parse("2026-05-01T00:00Z");

type Step =
  | { readonly kind: "clock"; readonly minutes: number }
  | { readonly kind: "run ends" }
  | { readonly kind: "suspend" | "resume" };

const minutes = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: -90, max: 90 }),
  fc.integer({ min: 0, max: 3_000 }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: minutes.map((by): Step => ({ kind: "clock", minutes: by })) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "run ends" }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: "suspend" }, { kind: "resume" }) },
);

/** A job with instants of its own, and the ledger that keeps what becomes of them. */
class Model {
  readonly #due: readonly Date[];
  readonly #stepInstants: number;
  #job: Job;
  #nowMs = START_MS;
  #markMs = START_MS;
  openRun: string | undefined;
  readonly records: DueRecord[] = [];
  runs = 0;

  constructor(job: Job, due: readonly Date[], stepInstants: number) {
    this.#job = job;
    this.#due = due;
    this.#stepInstants = stepInstants;
  }

  take(step: Step): void {
    if (step.kind === "clock") this.#nowMs += step.minutes * 60_000;
    else if (step.kind === "run ends") this.openRun = undefined;
    else this.#job = { ...this.#job, state: step.kind === "suspend" ? "Suspended" : "Active" };
    this.look();
  }

  look(): void {
    for (let hasMore = true; hasMore;) {
      const found = this.#due.filter((at) => +at > this.#markMs && +at <= this.#nowMs);
      const limit = isInTurn(this.#job, { isClosing: false }) ? 1 : this.#stepInstants;
      hasMore = found.length > limit;
      const look = {
        now: new Date(this.#nowMs),
        graceMs: GRACE_MS,
        hasMore,
        isClosing: false,
        ...(this.openRun !== undefined && { openRun: this.openRun }),
      };
      const verdict = account(this.#job, look, found.slice(0, limit));
      this.#commit(verdict);
      hasMore &&= !verdict.isWaiting;
    }
  }

  #commit({ records, start, accountedTo }: Verdict): void {
    if (start) {
      expect(this.openRun, "two runs are never open").toBeUndefined();
      this.openRun = `run-${++this.runs}`;
    }
    this.records.push(...records);
    if (accountedTo) {
      expect(+accountedTo).toBeGreaterThan(this.#markMs);
      this.#markMs = +accountedTo;
    } else expect(records).toEqual([]);
  }

  /** Instants that the records stand for, each as often as they do. */
  accounted(): readonly number[] {
    return this.records.flatMap(({ dueAt, lastDueAt = dueAt, count }) => {
      const all = this.#due.filter(
        (at) => +at >= Date.parse(dueAt) && +at <= Date.parse(lastDueAt),
      );
      expect(all, "a record counts its instants").toHaveLength(count);
      return all.map(Number);
    });
  }

  /** Those up to the mark, which all records end with. */
  dueToMark(): readonly number[] {
    return this.#due.filter((at) => +at <= this.#markMs).map(Number);
  }

  /** Ends runs, as long as that makes others begin. */
  settle(): void {
    this.#nowMs = Math.max(this.#nowMs, START_MS) + 10 * 86_400_000;
    this.look();
    for (let runs = -1; runs !== this.runs;) {
      runs = this.runs;
      this.take({ kind: "run ends" });
    }
  }

  isSettled(): boolean {
    return this.dueToMark().length === this.#due.filter((at) => +at <= this.#nowMs).length;
  }
}

it.each(["none", "latest", "all"] as const)(
  "gives each instant one outcome and never opens two runs, however the clock goes: catchUp %s",
  (catchUp) => {
    const gaps = fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        gaps,
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (between, steps, stepInstants) => {
          let at = START_MS;
          const due = between.map((gap) => new Date((at += gap * 60_000)));
          const model = new Model(scheduledJob({ catchUp }), due, stepInstants);
          for (const one of steps) {
            model.take(one);
            expect(model.accounted()).toEqual(model.dueToMark());
          }
          model.settle();
          expect(model.isSettled()).toBe(true);
          expect(model.accounted()).toEqual(due.map(Number));
          const started = model.records.filter(({ outcome }) => /ran|late/.test(outcome));
          expect(started).toHaveLength(model.runs);
          const missed = model.records.some(({ outcome }) => outcome === "missed");
          if (catchUp === "all") expect(missed).toBe(false);
          if (catchUp === "none") {
            expect(model.records.some(({ outcome }) => outcome === "late")).toBe(false);
          }
        },
      ),
      { numRuns: 300 },
    );
  },
  60_000,
);
