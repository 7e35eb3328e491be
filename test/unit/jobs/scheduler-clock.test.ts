import { afterEach, describe, expect, it } from "vitest";
import { schedulerBench, type SchedulerBench } from "../../helpers/scheduler-bench.ts";
import { scheduledJob } from "../../helpers/scheduled-job.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const POLICIES = ["none", "latest", "all"] as const;
const HOURLY = { kind: "hourly", every: 1 } as const;

let bench: SchedulerBench;
afterEach(async () => {
  await bench.stop();
});

/** A daemon that has begun at this moment with one job that was created then. */
async function daemon(at: string, job: Parameters<typeof scheduledJob>[0]): Promise<void> {
  bench = schedulerBench(at, scheduledJob({ createdAt: new Date(at).toISOString(), ...job }));
  await bench.start();
}

describe("C1: days on which the clocks are changed", () => {
  const CHANGES = [
    ["Europe/Helsinki", "03:30", "2026-03-28T12:00Z", "2026-03-29T01:00Z"],
    ["Europe/Helsinki", "03:30", "2026-10-24T12:00Z", "2026-10-25T00:30Z"],
    ["America/New_York", "02:30", "2026-03-07T12:00Z", "2026-03-08T07:00Z"],
    ["America/New_York", "01:30", "2026-10-31T12:00Z", "2026-11-01T05:30Z"],
    ["Australia/Lord_Howe", "02:15", "2026-10-03T00:00Z", "2026-10-03T15:30Z"],
    ["Australia/Lord_Howe", "01:45", "2026-04-04T00:00Z", "2026-04-04T14:45Z"],
  ] as const;
  const cases = CHANGES.flatMap((change) => POLICIES.map((policy) => [...change, policy] as const));

  it.each(cases)(
    "C1: %s, daily at %s, from %s on - runs once, at %s (catchUp %s)",
    async (timeZone, time, from, due, catchUp) => {
      await daemon(from, { timeZone, run: { kind: "daily", times: [time] }, catchUp });
      await bench.clock.advance(DAY_MS);
      expect(bench.outcomes()).toEqual([`ran ${due}`]);
      expect(bench.ledger.runs).toHaveLength(1);
    },
  );

  it.each(cases)(
    "C1: %s, daily at %s, down from %s on - is accounted for once, at %s (catchUp %s)",
    async (timeZone, time, from, due, catchUp) => {
      await daemon(from, { timeZone, run: { kind: "daily", times: [time] }, catchUp });
      await bench.stop();
      bench.clock.step(DAY_MS);
      await bench.start();
      await bench.clock.advance(HOUR_MS);
      expect(bench.outcomes()).toEqual([`${catchUp === "none" ? "missed" : "late"} ${due}`]);
    },
  );

  it("C1: hourly through a short and a long day - no local hour twice, none left out", async () => {
    await daemon("2026-03-28T21:30Z", { timeZone: "Europe/Helsinki", run: HOURLY });
    await bench.clock.advance(23 * HOUR_MS);
    expect(bench.counts()).toEqual({ ran: 23 });
    await bench.stop();
    await daemon("2026-10-24T20:30Z", { timeZone: "Europe/Helsinki", run: HOURLY });
    await bench.clock.advance(25 * HOUR_MS);
    expect(bench.counts()).toEqual({ ran: 24 });
  });
});

describe("C2: a clock that is set", () => {
  it("C2: on by an hour - what was passed over runs late, the next one in time", async () => {
    await daemon("2026-05-01T01:30Z", { run: { kind: "daily", times: ["02:00", "03:00"] } });
    bench.clock.step(HOUR_MS);
    await bench.clock.advance(HOUR_MS);
    expect(bench.outcomes()).toEqual(["late 2026-05-01T02:00Z", "ran 2026-05-01T03:00Z"]);
  });

  it("C2: back by an hour - nothing runs twice, the next instant runs in time", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    await bench.clock.advance(3 * HOUR_MS);
    bench.clock.step(-HOUR_MS);
    await bench.clock.advance(3 * HOUR_MS);
    expect(bench.outcomes()).toEqual([
      "ran 2026-05-01T01:00Z",
      "ran 2026-05-01T02:00Z",
      "ran 2026-05-01T03:00Z",
      "ran 2026-05-01T04:00Z",
      "ran 2026-05-01T05:00Z",
    ]);
  });

  it.each([
    ["none", { missed: 8760 }, 1],
    ["latest", { missed: 8759, late: 1 }, 2],
  ] as const)(
    "C2: on by a year, catchUp %s - no storm: %o in %i records",
    async (policy, counts, records) => {
      await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp: policy });
      bench.clock.step(365 * DAY_MS);
      await bench.clock.advance(60_000);
      expect(bench.counts()).toEqual(counts);
      expect(bench.ledger.records).toHaveLength(records);
      await bench.clock.advance(HOUR_MS);
      expect(bench.counts()).toEqual({ ...counts, ran: 1 });
    },
  );

  it("C2: on by a year, every quarter of an hour - in steps, one line in the log", async () => {
    const run = { kind: "cron", expression: "*/15 * * * *" } as const;
    await daemon("2026-05-01T00:07Z", { run });
    bench.clock.step(365 * DAY_MS);
    await bench.clock.advance(60_000);
    expect(bench.counts()).toEqual({ missed: 35_039, late: 1 });
    expect(bench.ledger.accountings).toHaveLength(4);
    expect(bench.lines).toEqual([
      expect.objectContaining({
        level: "warn",
        event: "due.missed",
        code: "J009",
        count: 35_039,
        firstDueAt: "2026-05-01T00:15:00.000Z",
        lastDueAt: "2027-04-30T23:45:00.000Z",
      }),
    ]);
  });

  it("C2: on by a year with catchUp all - one run at a time", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp: "all" });
    bench.areRunsShort = false;
    bench.clock.step(365 * DAY_MS);
    await bench.clock.advance(60_000);
    for (let i = 0; i < 5; i++) {
      expect(bench.ledger.openRuns("job-1")).toHaveLength(1);
      await bench.endRuns();
    }
    expect(bench.counts()).toEqual({ late: 6 });
  });

  it("C2: back to 1970 and right again - nothing runs meanwhile, then what is due runs", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    await bench.clock.advance(HOUR_MS);
    bench.clock.set("1970-01-01T00:00Z");
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T01:00Z"]);
    bench.clock.set("2026-05-01T03:30Z");
    await bench.clock.advance(HOUR_MS);
    expect(bench.outcomes().slice(1)).toEqual([
      "missed 2026-05-01T02:00Z",
      "late 2026-05-01T03:00Z",
      "ran 2026-05-01T04:00Z",
    ]);
  });

  it("C2: far on and back again - said in the log, and a change of the schedule counts from then on", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    bench.clock.step(365 * DAY_MS);
    await bench.clock.advance(60_000);
    bench.clock.step(-365 * DAY_MS);
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.counts().ran).toBeUndefined();
    expect(bench.lines.at(-1)).toMatchObject({
      level: "warn",
      accountedTo: "2027-05-01T00:00:00.000Z",
    });
    await bench.change(({ definition }) => ({
      definition: { ...definition, run: { kind: "hourly", every: 2 } },
    }));
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes().at(-1)).toBe("ran 2026-05-01T04:00Z");
  });

  it("C2: back by an hour, and another schedule meanwhile - what ran does not run again", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    await bench.clock.advance(HOUR_MS);
    bench.clock.step(-HOUR_MS);
    await bench.change(({ definition }) => ({
      definition: { ...definition, run: { kind: "cron", expression: "0 * * * *" } },
    }));
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T01:00Z", "ran 2026-05-01T02:00Z"]);
  });

  it("C2: the machine slept for three days - the latest runs late, the others are missed", async () => {
    await daemon("2026-05-01T00:30Z", {});
    bench.clock.step(3 * DAY_MS);
    await bench.clock.advance(60_000);
    expect(bench.outcomes()).toEqual([
      "missed 2026-05-01T02:00Z..2026-05-02T02:00Z x2",
      "late 2026-05-03T02:00Z",
    ]);
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes().at(-1)).toBe("ran 2026-05-04T02:00Z");
  });

  it("C2: trembling by milliseconds - each instant runs once", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    for (let i = 0; i < 200; i++) {
      bench.clock.step(i % 2 === 0 ? -40 : 40);
      await bench.clock.advance(60_000);
    }
    expect(bench.counts()).toEqual({ ran: 3 });
    expect(bench.ledger.runs).toHaveLength(3);
  });
});

describe("C3: a daemon that was down", () => {
  it.each([
    [1, "none", { missed: 1 }, 0],
    [10, "none", { missed: 10 }, 0],
    [500, "none", { missed: 500 }, 0],
    [1, "latest", { late: 1 }, 1],
    [10, "latest", { missed: 9, late: 1 }, 1],
    [500, "latest", { missed: 499, late: 1 }, 1],
    [1, "all", { late: 1 }, 1],
    [10, "all", { late: 10 }, 10],
    [500, "all", { late: 500 }, 500],
  ] as const)(
    "C3: over %i instants, catchUp %s - %o, one run at a time",
    async (count, catchUp, counts, runs) => {
      await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp });
      await bench.stop();
      bench.clock.step(count * HOUR_MS);
      bench.areRunsShort = false;
      await bench.start();
      while (bench.ledger.openRuns("job-1").length > 0) {
        expect(bench.ledger.openRuns("job-1")).toHaveLength(1);
        await bench.endRuns();
      }
      expect(bench.counts()).toEqual(counts);
      expect(bench.ledger.runs).toHaveLength(runs);
      expect(bench.ledger.runs.map(({ reason }) => reason)).toEqual(Array(runs).fill("catch-up"));
      const missed = bench.lines.filter(({ code }) => code === "J009");
      expect(missed).toHaveLength("missed" in counts ? 1 : 0);
      await bench.clock.advance(HOUR_MS);
      expect(bench.ledger.runs.at(-1)?.reason).toBe("schedule");
    },
  );

  it("C3: down for two minutes over an instant - it runs as if in time", async () => {
    await daemon("2026-05-01T01:59Z", { catchUp: "none" });
    await bench.stop();
    bench.clock.step(120_000);
    await bench.start();
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T02:00Z"]);
  });

  it("C3: with the run of before still open - the latest waits for its end, then runs late", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    bench.areRunsShort = false;
    await bench.clock.advance(HOUR_MS);
    await bench.stop();
    bench.clock.step(2 * HOUR_MS);
    await bench.start();
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T01:00Z", "missed 2026-05-01T02:00Z"]);
    await bench.endRuns();
    expect(bench.outcomes().at(-1)).toBe("late 2026-05-01T03:00Z");
  });
});
