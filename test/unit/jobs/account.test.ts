import { describe, expect, it } from "vitest";
import { account, countsAfter, type Look, scheduleOf } from "../../../src/jobs/account.ts";
import type { Job } from "../../../src/jobs/job.ts";
import { scheduledJob } from "../../helpers/scheduled-job.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse("2026-05-01T12:00Z");
const POLICIES = ["none", "latest", "all"] as const;

/** So many hours before now; 0 is in time. */
const ago = (...hours: readonly number[]): readonly Date[] =>
  hours.map((hour) => new Date(NOW - hour * HOUR_MS));

/** `late 2h` for each record, `missed 9h..3h x3` for several instants, and what stays due. */
function outcome(job: Job, due: readonly Date[], look: Partial<Look> = {}): string {
  const full = { now: new Date(NOW), graceMs: 5 * MINUTE_MS, hasMore: false, isClosing: false };
  const verdict = account(job, { ...full, ...look }, due);
  const hours = (at: string): string => `${(NOW - Date.parse(at)) / HOUR_MS}h`;
  const parts = verdict.records.map(({ outcome, dueAt, lastDueAt, count, run }) =>
    [
      `${outcome} ${hours(dueAt)}`,
      ...(lastDueAt === undefined ? [] : [`..${hours(lastDueAt)} x${count}`]),
      ...(run === undefined ? [] : [` (${run})`]),
    ].join(""),
  );
  const { start, accountedTo, isWaiting } = verdict;
  if (start) parts.push(`queue ${start.reason} ${hours(start.dueAt.toISOString())}`);
  if (accountedTo) parts.push(`to ${hours(accountedTo.toISOString())}`);
  if (isWaiting) parts.push("waiting");
  return parts.join(", ");
}

describe("an instant that is looked at in time", () => {
  it.each(POLICIES)("runs, with catchUp %s", (catchUp) => {
    expect(outcome(scheduledJob({ catchUp }), ago(0))).toBe("ran 0h, queue schedule 0h, to 0h");
  });

  it.each(POLICIES)("is skipped while a run of the job is open, with catchUp %s", (catchUp) => {
    const look = { openRun: "run-1" };
    expect(outcome(scheduledJob({ catchUp }), ago(0), look)).toBe("skipped 0h (run-1), to 0h");
  });

  it("is in time until the grace is over", () => {
    const job = scheduledJob({ catchUp: "none" });
    const look = { graceMs: HOUR_MS };
    expect(outcome(job, ago(1), look)).toBe("ran 1h, queue schedule 1h, to 1h");
    expect(outcome(job, ago(1), { graceMs: HOUR_MS - 1 })).toBe("missed 1h, to 1h");
  });
});

describe("instants that were missed", () => {
  it.each([
    ["none", "missed 3h..1h x3, to 1h"],
    ["latest", "missed 3h..2h x2, late 1h, queue catch-up 1h, to 1h"],
    ["all", "late 3h, queue catch-up 3h, to 3h, waiting"],
  ] as const)("with catchUp %s: %s", (catchUp, expected) => {
    expect(outcome(scheduledJob({ catchUp }), ago(3, 2, 1))).toBe(expected);
  });

  it.each([
    ["none", "missed 2h..1h x2, ran 0h, queue schedule 0h, to 0h"],
    ["latest", "missed 2h..1h x2, ran 0h, queue schedule 0h, to 0h"],
    ["all", "late 2h, queue catch-up 2h, to 2h, waiting"],
  ] as const)("before one that is in time, with catchUp %s: %s", (catchUp, expected) => {
    expect(outcome(scheduledJob({ catchUp }), ago(2, 1, 0))).toBe(expected);
  });

  it.each([
    ["none", "missed 3h..1h x3, to 1h"],
    ["latest", "missed 3h..2h x2, to 2h, waiting"],
    ["all", "waiting"],
  ] as const)("while a run is open, with catchUp %s: %s", (catchUp, expected) => {
    const job = scheduledJob({ catchUp });
    expect(outcome(job, ago(3, 2, 1), { openRun: "run-1" })).toBe(expected);
  });

  it.each([
    ["none", "missed 1h, skipped 0h (run-1), to 0h"],
    ["latest", "missed 1h, skipped 0h (run-1), to 0h"],
    ["all", "waiting"],
  ] as const)("before one that overlaps, with catchUp %s: %s", (catchUp, expected) => {
    const job = scheduledJob({ catchUp });
    expect(outcome(job, ago(1, 0), { openRun: "run-1" })).toBe(expected);
  });

  it.each([
    ["none", "missed 3h..2h x2, to 2h"],
    ["latest", "missed 3h..2h x2, to 2h"],
    ["all", "late 3h, queue catch-up 3h, to 3h, waiting"],
  ] as const)("of which more follow, with catchUp %s: %s", (catchUp, expected) => {
    expect(outcome(scheduledJob({ catchUp }), ago(3, 2), { hasMore: true })).toBe(expected);
  });
});

describe("instants of a suspended job", () => {
  it.each(POLICIES)("are suspended, whatever else, with catchUp %s", (catchUp) => {
    const job = scheduledJob({ state: "Suspended", catchUp });
    expect(outcome(job, ago(2, 0))).toBe("suspended 2h..0h x2, to 0h");
    expect(outcome(job, ago(2), { openRun: "run-1", hasMore: true })).toBe("suspended 2h, to 2h");
  });
});

describe("instants of a schedule that was replaced", () => {
  it.each([
    ["none", undefined, "missed 2h..1h x2, to 1h"],
    ["latest", undefined, "missed 2h, late 1h, queue catch-up 1h, to 1h"],
    ["latest", "run-1", "missed 2h..1h x2, to 1h"],
    ["all", undefined, "late 2h, missed 1h, queue catch-up 2h, to 1h"],
    ["all", "run-1", "missed 2h..1h x2, to 1h"],
  ] as const)("do not stay due, with catchUp %s and open run %s", (catchUp, openRun, expected) => {
    const look = { isClosing: true, ...(openRun && { openRun }) };
    expect(outcome(scheduledJob({ catchUp }), ago(2, 1), look)).toBe(expected);
  });

  it("are missed where the job runs once: it was moved", () => {
    const job = scheduledJob({ run: { kind: "once" } });
    expect(outcome(job, ago(0), { isClosing: true })).toBe("missed 0h, to 0h");
  });
});

it("decides nothing where nothing is due", () => {
  expect(outcome(scheduledJob(), [])).toBe("");
});

it("tells why, for people", () => {
  const look = { now: new Date(NOW), graceMs: 0, hasMore: false, isClosing: false };
  const records = [
    ...account(scheduledJob(), look, ago(2, 1)).records,
    ...account(scheduledJob(), { ...look, openRun: "run-1" }, ago(0)).records,
    ...account(scheduledJob({ state: "Suspended" }), look, ago(0)).records,
  ];
  expect(records.map(({ reason }) => reason)).toMatchInlineSnapshot(`
    [
      "It was not looked at in time (stopped, asleep, or the clock was put forward): catchUp is latest.",
      "It was not looked at in time, and was queued late: catchUp is latest.",
      "Run run-1 of the job had not ended.",
      "The job was suspended.",
    ]
  `);
});

describe("a job counts", () => {
  it("from its creation on, that moment included", () => {
    const job = scheduledJob({ createdAt: "2026-05-01T02:00:00.000Z" });
    expect(countsAfter(job)).toEqual(new Date("2026-05-01T01:59:59.999Z"));
  });

  it.each([
    ["without a time at its creation", {}, "2026-05-01T10:00:00.000Z"],
    ["at its time", { at: "2026-06-01T00:00:00.000Z" }, "2026-06-01T00:00:00.000Z"],
    [
      "at its creation where its time is past",
      { at: "2020-01-01T00:00Z" },
      "2026-05-01T10:00:00.000Z",
    ],
  ])("once: %s", (_, rule, at) => {
    const job = scheduledJob({
      createdAt: "2026-05-01T10:00:00.000Z",
      run: { kind: "once", ...rule },
    });
    expect(scheduleOf(job).run).toEqual({ kind: "once", at });
  });

  it("once: when it is resumed or edited after its time", () => {
    const job = scheduledJob({
      createdAt: "2026-05-01T10:00:00.000Z",
      changedAt: "2026-05-03T00:00:00.000Z",
      run: { kind: "once", at: "2026-05-02T00:00:00.000Z" },
    });
    expect(scheduleOf(job).run).toEqual({ kind: "once", at: "2026-05-03T00:00:00.000Z" });
  });
});
