import { afterEach, describe, expect, it } from "vitest";
import { schedulerBench, type SchedulerBench } from "../../helpers/scheduler-bench.ts";
import { scheduledJob } from "../../helpers/scheduled-job.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURLY = { kind: "hourly", every: 1 } as const;

let bench: SchedulerBench;
afterEach(async () => {
  await bench.stop();
});

async function daemon(at: string, job: Parameters<typeof scheduledJob>[0]): Promise<void> {
  bench = schedulerBench(at, scheduledJob({ createdAt: new Date(at).toISOString(), ...job }));
  await bench.start();
}

describe("C4: runs and changes of a job", () => {
  it.each(["none", "latest", "all"] as const)(
    "C4: a run longer than its interval, catchUp %s - skipped meanwhile, never two runs",
    async (catchUp) => {
      await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp });
      bench.areRunsShort = false;
      await bench.clock.advance(150 * MINUTE_MS);
      await bench.endRuns();
      await bench.clock.advance(HOUR_MS);
      expect(bench.outcomes()).toEqual([
        "ran 2026-05-01T01:00Z",
        "skipped 2026-05-01T02:00Z",
        "skipped 2026-05-01T03:00Z",
        "ran 2026-05-01T04:00Z",
      ]);
      const [first] = bench.ledger.runs;
      expect(bench.ledger.records[1]?.run).toBe(first?.id);
      expect(bench.ledger.openRuns("job-1")).toHaveLength(1);
    },
  );

  it("C4: suspended for three hours and resumed - its instants are suspended, then they run", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    await bench.clock.advance(HOUR_MS);
    await bench.change(() => ({ state: "Suspended" }));
    await bench.clock.advance(3 * HOUR_MS);
    await bench.change(() => ({ state: "Active" }));
    await bench.clock.advance(HOUR_MS);
    expect(bench.outcomes()).toEqual([
      "ran 2026-05-01T01:00Z",
      "suspended 2026-05-01T02:00Z",
      "suspended 2026-05-01T03:00Z",
      "suspended 2026-05-01T04:00Z",
      "ran 2026-05-01T05:00Z",
    ]);
  });

  it("C4: suspended, and the daemon down for 500 instants - one record, no run", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY, state: "Suspended" });
    await bench.stop();
    bench.clock.step(500 * HOUR_MS);
    await bench.start();
    expect(bench.counts()).toEqual({ suspended: 500 });
    expect(bench.ledger.records).toHaveLength(1);
    expect(bench.lines).toEqual([]);
  });

  it("C4: another schedule while it runs - the new one counts from the change on, no storm", async () => {
    await daemon("2026-05-01T01:30Z", {});
    bench.areRunsShort = false;
    await bench.clock.advance(13 * HOUR_MS + 40 * MINUTE_MS);
    await bench.change(({ definition }) => ({ definition: { ...definition, run: HOURLY } }));
    await bench.endRuns();
    await bench.clock.advance(HOUR_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T02:00Z", "ran 2026-05-01T16:00Z"]);
  });

  it("C4: another schedule, then a crash - the mark is where the new one begins", async () => {
    await daemon("2026-05-01T01:30Z", {});
    await bench.clock.advance(13 * HOUR_MS);
    await bench.change(({ definition }) => ({ definition: { ...definition, run: HOURLY } }));
    await bench.stop();
    bench.clock.step(2 * HOUR_MS);
    await bench.start();
    expect(bench.outcomes()).toEqual([
      "ran 2026-05-01T02:00Z",
      "missed 2026-05-01T15:00Z",
      "late 2026-05-01T16:00Z",
    ]);
  });

  it("C4: another schedule with instants of the former one still due - they are closed as missed", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp: "all" });
    bench.areRunsShort = false;
    bench.clock.step(4 * HOUR_MS);
    await bench.clock.advance(MINUTE_MS);
    expect(bench.outcomes()).toEqual(["late 2026-05-01T01:00Z"]);
    const run = { kind: "daily", times: ["06:00"] } as const;
    await bench.change(({ definition }) => ({ definition: { ...definition, run } }));
    await bench.endRuns();
    await bench.clock.advanceTo("2026-05-01T06:30Z");
    expect(bench.outcomes().slice(1)).toEqual([
      "missed 2026-05-01T02:00Z..2026-05-01T04:00Z x3",
      "ran 2026-05-01T06:00Z",
    ]);
  });

  it("C4: another title or policy - no instant is lost or doubled", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp: "all" });
    await bench.stop();
    bench.clock.step(3 * HOUR_MS);
    bench.areRunsShort = false;
    await bench.start();
    await bench.change(({ definition }) => ({ definition: { ...definition, title: "Other" } }));
    await bench.change(({ definition }) => ({ definition: { ...definition, catchUp: "latest" } }));
    await bench.endRuns();
    expect(bench.outcomes()).toEqual([
      "late 2026-05-01T01:00Z",
      "missed 2026-05-01T02:00Z",
      "late 2026-05-01T03:00Z",
    ]);
  });

  it("C4: deleted while another one is looked at - no run of it is queued", async () => {
    const createdAt = "2026-05-01T01:30:00.000Z";
    const [kept, deleted] = [scheduledJob({ createdAt }), scheduledJob({ id: "job-2", createdAt })];
    bench = schedulerBench("2026-05-01T01:30Z", kept, deleted);
    await bench.start();
    const { account } = bench.ledger.port;
    bench.ledger.port.account = async (accounting) => {
      bench.jobs = [kept];
      await account(accounting);
    };
    await bench.clock.advance(HOUR_MS);
    expect(bench.ledger.records.map(({ job }) => job)).toEqual(["job-1"]);
  });
});

describe("a one-time job", () => {
  it.each([
    ["without a time runs at once", {}, "ran 2026-05-01T00:30Z"],
    ["with a time in the past runs at once", { at: "2020-01-01T00:00Z" }, "ran 2026-05-01T00:30Z"],
    ["with a time runs then", { at: "2026-05-01T01:00Z" }, "ran 2026-05-01T01:00Z"],
  ])("%s, and is submitted", async (_, rule, expected) => {
    await daemon("2026-05-01T00:30Z", { run: { kind: "once", ...rule } });
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes()).toEqual([expected]);
    expect(bench.submitted).toEqual(["job-1"]);
  });

  it("that is resumed after its time runs at once", async () => {
    await daemon("2026-05-01T00:30Z", {
      run: { kind: "once", at: "2026-05-01T01:00Z" },
      state: "Suspended",
    });
    await bench.clock.advance(HOUR_MS);
    await bench.change(() => ({ state: "Active" }));
    expect(bench.outcomes()).toEqual(["suspended 2026-05-01T01:00Z", "ran 2026-05-01T01:30Z"]);
    expect(bench.submitted).toEqual(["job-1"]);
  });

  it("that is moved before its time runs at the other time only", async () => {
    await daemon("2026-05-01T00:30Z", { run: { kind: "once", at: "2026-05-01T01:00Z" } });
    await bench.change(({ definition }) => ({
      definition: { ...definition, run: { kind: "once", at: "2026-05-01T02:00Z" } },
    }));
    await bench.clock.advance(2 * HOUR_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T02:00Z"]);
  });

  it("whose daemon died after it was queued is submitted at the next start, and runs once", async () => {
    await daemon("2026-05-01T00:30Z", { run: { kind: "once", at: "2026-05-01T01:00Z" } });
    const before = bench.jobs;
    await bench.clock.advance(HOUR_MS);
    await bench.stop();
    bench.jobs = before;
    await bench.start();
    await bench.clock.advance(HOUR_MS);
    expect(bench.submitted).toEqual(["job-1", "job-1"]);
    expect(bench.ledger.runs).toHaveLength(1);
  });

  it("that recurred before is not taken for started by a run of that time", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY });
    await bench.clock.advance(HOUR_MS);
    await bench.change(({ definition }) => ({
      definition: { ...definition, run: { kind: "once", at: "2026-05-02T00:00Z" } },
    }));
    await bench.stop();
    await bench.start();
    expect(bench.submitted).toEqual([]);
    await bench.clock.advanceTo("2026-05-02T00:30Z");
    expect(bench.submitted).toEqual(["job-1"]);
  });
});

describe("the scheduler", () => {
  it("accounts again for what was not committed, and runs it", async () => {
    await daemon("2026-05-01T01:59Z", {});
    bench.ledger.fault = "before";
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.outcomes()).toEqual([]);
    expect(bench.lines.at(-1)).toMatchObject({ level: "error", event: "due.failed", job: "job-1" });
    bench.ledger.fault = undefined;
    await bench.clock.advance(MINUTE_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T02:00Z"]);
  });

  it("does not repeat what was committed, though the answer was lost", async () => {
    await daemon("2026-05-01T01:59Z", {});
    bench.ledger.fault = "after";
    await bench.clock.advance(2 * MINUTE_MS);
    bench.ledger.fault = undefined;
    await bench.stop();
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    expect(bench.outcomes()).toEqual(["ran 2026-05-01T02:00Z"]);
    expect(bench.ledger.runs).toHaveLength(1);
  });

  it("goes on with the other jobs where one can't be looked at", async () => {
    const createdAt = "2026-05-01T01:30:00.000Z";
    const bad = scheduledJob({ id: "job-0", createdAt, timeZone: "No/Where" });
    bench = schedulerBench("2026-05-01T01:30Z", bad, scheduledJob({ createdAt }));
    await bench.start();
    await bench.clock.advance(HOUR_MS);
    expect(bench.ledger.records.map(({ job }) => job)).toEqual(["job-1"]);
    expect(bench.lines.every(({ job }) => job === "job-0")).toBe(true);
  });

  it("asks the ledger nothing while nothing is due", async () => {
    await daemon("2026-05-01T03:00Z", {});
    const { calls } = bench.ledger;
    await bench.clock.advance(22 * HOUR_MS);
    await bench.nudge();
    expect(bench.ledger.calls).toBe(calls);
  });

  it("rests while instants wait for the end of a run", async () => {
    await daemon("2026-05-01T00:30Z", { run: HOURLY, catchUp: "all" });
    bench.areRunsShort = false;
    bench.clock.step(4 * HOUR_MS);
    await bench.clock.advance(MINUTE_MS);
    const { calls } = bench.ledger;
    await bench.clock.advance(10 * MINUTE_MS);
    expect(bench.ledger.calls - calls).toBeLessThanOrEqual(2 * 10);
  });

  it("takes up a new job when it is told", async () => {
    await daemon("2026-05-01T03:00Z", {});
    const createdAt = bench.clock.now().toISOString();
    bench.jobs = [...bench.jobs, scheduledJob({ id: "job-2", createdAt, run: { kind: "once" } })];
    await bench.nudge();
    expect(bench.submitted).toEqual(["job-2"]);
  });

  it("counts a job that nobody has looked at yet from its creation on", async () => {
    bench = schedulerBench(
      "2026-05-03T12:00Z",
      scheduledJob({ createdAt: "2026-05-01T12:00:00.000Z" }),
    );
    await bench.start();
    expect(bench.outcomes()).toEqual(["missed 2026-05-02T02:00Z", "late 2026-05-03T02:00Z"]);
  });

  it("is stopped as soon as the look that goes on has ended, more than once if need be", async () => {
    await daemon("2026-05-01T01:59Z", {});
    await Promise.all([bench.stop(), bench.stop()]);
    bench.clock.step(HOUR_MS);
    expect(bench.outcomes()).toEqual([]);
  });
});
