import { describe, expect, it } from "vitest";
import { checkCron } from "../../../src/jobs/cron.ts";
import type { RunRule } from "../../../src/jobs/job.ts";
import { dueInstants, nextDue, type Schedule } from "../../../src/jobs/schedule.ts";

function due(
  run: RunRule,
  [after, upTo]: readonly [string, string],
  more: Partial<Schedule> = {},
): readonly string[] {
  const window = { after: new Date(after), upTo: new Date(upTo) };
  return dueInstants({ run, timeZone: "UTC", ...more }, window, 1_000).map((at) =>
    at.toISOString().replace(":00.000Z", "Z"),
  );
}

const Helsinki = { timeZone: "Europe/Helsinki" };
const cron = (expression: string): RunRule => ({ kind: "cron", expression });
const daily = (...times: string[]): RunRule => ({ kind: "daily", times });

describe("instants of a schedule in UTC", () => {
  it("hourly count from 00:00, whatever the hour the window begins in", () => {
    const window = ["2026-03-29T00:30Z", "2026-03-30T00:00Z"] as const;
    expect(due({ kind: "hourly", every: 6 }, window)).toEqual([
      "2026-03-29T06:00Z",
      "2026-03-29T12:00Z",
      "2026-03-29T18:00Z",
      "2026-03-30T00:00Z",
    ]);
  });

  it("lie after the beginning of the window and up to its end", () => {
    const window = ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z"] as const;
    expect(due(daily("02:00"), window)).toEqual(["2026-05-02T02:00Z"]);
    expect(due(daily("02:00"), ["2026-05-01T02:00:00.001Z", "2026-05-02T01:59:59.999Z"])).toEqual(
      [],
    );
    expect(due(daily("02:00"), ["2026-05-02T02:00Z", "2026-05-02T02:00Z"])).toEqual([]);
    expect(due(daily("02:00"), ["2026-05-03T00:00Z", "2026-05-01T00:00Z"])).toEqual([]);
  });

  it("are in order and single, however the times of a day were written", () => {
    const window = ["2026-05-01T00:00Z", "2026-05-01T23:00Z"] as const;
    expect(due(daily("14:00", "02:00", "14:00"), window)).toEqual([
      "2026-05-01T02:00Z",
      "2026-05-01T14:00Z",
    ]);
  });

  it("weekly count Monday as 1 and Sunday as 7", () => {
    const run: RunRule = { kind: "weekly", days: [1, 7], times: ["02:00"] };
    expect(due(run, ["2026-05-01T00:00Z", "2026-05-12T00:00Z"])).toEqual([
      "2026-05-03T02:00Z",
      "2026-05-04T02:00Z",
      "2026-05-10T02:00Z",
      "2026-05-11T02:00Z",
    ]);
  });

  it.each([
    [31, ["01-31", "02-28", "03-31", "04-30"]],
    [30, ["01-30", "02-28", "03-30", "04-30"]],
    [29, ["01-29", "02-28", "03-29", "04-29"]],
    [28, ["01-28", "02-28", "03-28", "04-28"]],
  ])("monthly on day %i fall on the last day of shorter months", (day, dates) => {
    const run: RunRule = { kind: "monthly", day, times: ["02:00"] };
    const window = ["2027-01-01T00:00Z", "2027-05-01T00:00Z"] as const;
    expect(due(run, window)).toEqual(dates.map((date) => `2027-${date}T02:00Z`));
  });

  it("monthly know leap years, and that 2100 is none", () => {
    const run: RunRule = { kind: "monthly", day: 31, times: ["02:00"] };
    expect(due(run, ["2028-02-01T00:00Z", "2028-03-01T00:00Z"])).toEqual(["2028-02-29T02:00Z"]);
    expect(due(run, ["2100-02-01T00:00Z", "2100-03-01T00:00Z"])).toEqual(["2100-02-28T02:00Z"]);
  });

  it("go from the first date to the last, both inclusive", () => {
    const dates = { from: "2026-05-02", until: "2026-05-03" };
    expect(due(daily("00:00", "23:59"), ["2026-04-01T00:00Z", "2026-06-01T00:00Z"], dates)).toEqual(
      ["2026-05-02T00:00Z", "2026-05-02T23:59Z", "2026-05-03T00:00Z", "2026-05-03T23:59Z"],
    );
  });

  it("once have one instant, to the millisecond", () => {
    const run: RunRule = { kind: "once", at: "2026-05-01T02:00:00.500Z" };
    expect(due(run, ["2026-05-01T02:00:00.499Z", "2026-05-01T02:00:00.500Z"])).toHaveLength(1);
    expect(due(run, ["2026-05-01T02:00:00.500Z", "2027-01-01T00:00Z"])).toEqual([]);
    expect(due({ kind: "once" }, ["2026-01-01T00:00Z", "2027-01-01T00:00Z"])).toEqual([]);
  });

  it("are given up to the limit, the first ones", () => {
    const window = { after: new Date("2026-05-01T00:00Z"), upTo: new Date("2027-05-01T00:00Z") };
    const schedule = { run: cron("* * * * *"), timeZone: "UTC" };
    expect(dueInstants(schedule, window, 2)).toEqual([
      new Date("2026-05-01T00:01Z"),
      new Date("2026-05-01T00:02Z"),
    ]);
    expect(dueInstants(schedule, window, 0)).toEqual([]);
  });
});

describe("instants of a schedule in a zone", () => {
  it("that the clock leaves out are the instant at which it is put forward, once for all of them", () => {
    const window = ["2026-03-28T22:00Z", "2026-03-29T21:00Z"] as const;
    expect(due(daily("03:15", "03:45"), window, Helsinki)).toEqual(["2026-03-29T01:00Z"]);
    expect(due(daily("03:15", "04:00"), window, Helsinki)).toEqual(["2026-03-29T01:00Z"]);
    expect(due(cron("*/20 3 * * *"), window, Helsinki)).toEqual(["2026-03-29T01:00Z"]);
  });

  it("that the clock shows twice are the first of both", () => {
    const window = ["2026-10-24T21:00Z", "2026-10-25T22:00Z"] as const;
    expect(due(daily("03:30"), window, Helsinki)).toEqual(["2026-10-25T00:30Z"]);
    expect(due(cron("*/30 3 * * *"), window, Helsinki)).toEqual([
      "2026-10-25T00:00Z",
      "2026-10-25T00:30Z",
    ]);
  });

  it("are the same when the window begins or ends within the hour that comes twice", () => {
    const all = due(cron("*/30 * * * *"), ["2026-10-24T23:59Z", "2026-10-25T02:30Z"], Helsinki);
    expect(all).toEqual([
      "2026-10-25T00:00Z",
      "2026-10-25T00:30Z",
      "2026-10-25T02:00Z",
      "2026-10-25T02:30Z",
    ]);
    for (const cut of ["2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:20Z"]) {
      const before = due(cron("*/30 * * * *"), ["2026-10-24T23:59Z", cut], Helsinki);
      const after = due(cron("*/30 * * * *"), [cut, "2026-10-25T02:30Z"], Helsinki);
      expect([...before, ...after]).toEqual(all);
    }
  });

  it("hourly run 23 times on the day that is an hour short, and 24 times on the one that is long", () => {
    const hourly: RunRule = { kind: "hourly", every: 1 };
    const short = due(hourly, ["2026-03-28T21:59Z", "2026-03-29T20:59Z"], Helsinki);
    const long = due(hourly, ["2026-10-24T20:59Z", "2026-10-25T21:59Z"], Helsinki);
    expect(short).toHaveLength(23);
    expect(long).toHaveLength(24);
    expect(long).not.toContain("2026-10-25T01:00Z");
  });

  it("hourly 2 in a zone of a half-hour change keep to even local hours", () => {
    const zone = { timeZone: "Australia/Lord_Howe" };
    const window = ["2026-10-03T11:00Z", "2026-10-03T18:00Z"] as const;
    // The clock goes from 02:00 (+10:30) to 02:30 (+11).
    expect(due({ kind: "hourly", every: 2 }, window, zone)).toEqual([
      "2026-10-03T11:30Z",
      "2026-10-03T13:30Z",
      "2026-10-03T15:30Z",
      "2026-10-03T17:00Z",
    ]);
  });

  it("belong to the date that the rule means, also where the change takes them into the next day", () => {
    // Clocks in Nuuk go from 23:00 on the 28th to 00:00 on the 29th.
    const zone = { timeZone: "America/Nuuk", until: "2026-03-28" };
    const window = ["2026-03-28T12:00Z", "2026-03-30T12:00Z"] as const;
    expect(due(daily("23:30"), window, zone)).toEqual(["2026-03-29T01:00Z"]);
    expect(due(daily("23:30"), window, { ...zone, until: "2026-03-27" })).toEqual([]);
  });

  it("of a midnight that does not exist are the beginning of the day", () => {
    const zone = { timeZone: "Africa/Cairo" };
    const window = ["2026-04-23T12:00Z", "2026-04-24T12:00Z"] as const;
    expect(due(daily("00:00"), window, zone)).toEqual(["2026-04-23T22:00Z"]);
  });

  it("of a day that a zone has left out are the beginning of the next one", () => {
    const zone = { timeZone: "Pacific/Apia" };
    const window = ["2011-12-30T00:00Z", "2011-12-31T20:00Z"] as const;
    expect(due(daily("12:00"), window, zone)).toEqual(["2011-12-30T10:00Z", "2011-12-30T22:00Z"]);
  });
});

describe("cron expressions", () => {
  it("mean either of day of month and day of week where both are given", () => {
    expect(due(cron("0 0 13 * 5"), ["2026-02-01T00:00Z", "2026-02-21T00:00Z"])).toEqual([
      "2026-02-06T00:00Z",
      "2026-02-13T00:00Z",
      "2026-02-20T00:00Z",
    ]);
  });

  it.each(["30 2 30 2 *", "0 0 31 4,6,9,11 *"])("that name no date are never due: %s", (text) => {
    const window = { after: new Date("2026-01-01T00:00Z"), upTo: new Date("2027-01-01T00:00Z") };
    const schedule = { run: cron(text), timeZone: "Europe/Helsinki" };
    expect(dueInstants(schedule, window, 10)).toEqual([]);
    expect(nextDue(schedule, window.after, 10)).toEqual([]);
  });

  it("may be years apart", () => {
    const leapDays = nextDue(
      { run: cron("0 12 29 2 *"), timeZone: "UTC" },
      new Date("2096-03-01T00:00Z"),
      2,
    );
    expect(leapDays.map(({ at }) => at.getUTCFullYear())).toEqual([2104, 2108]);
  });

  it.each(["0 2 * * 1-5", "*/15 * * * *", "0 0 1 JAN MON", "5,10-20 * * * 7"])(
    "of five fields are taken: %s",
    (text) => {
      expect(checkCron(text)).toBeUndefined();
    },
  );

  it.each([
    ["0 2 * *", /found 4 of five fields/],
    ["0 0 2 * * *", /found 6 of five fields/],
    ["@daily", /found 1 of five fields/],
    ["", /found 0 of five fields/],
    ["60 * * * *", /minute: 60/],
    ["* 24 * * *", /hour/],
    ["* * 32 * *", /day/],
    ["* * * 13 *", /month/],
    ["x * * * *", /illegal/],
    ["*/0 * * * *", /expected something like/],
  ])("that can't be read are refused with the reason: %s", (text, reason) => {
    expect(checkCron(text)).toMatch(reason);
  });
});

describe("the next instants of a schedule", () => {
  it("show the local time, and what the change of clocks does to it", () => {
    const next = nextDue({ run: daily("03:30"), ...Helsinki }, new Date("2026-03-28T00:00Z"), 3);
    expect(next).toEqual([
      { at: new Date("2026-03-28T01:30Z"), local: "2026-03-28 03:30 +02:00" },
      {
        at: new Date("2026-03-29T01:00Z"),
        local: "2026-03-29 04:00 +03:00",
        note: "03:30 does not exist that day: the clocks go forward.",
      },
      { at: new Date("2026-03-30T00:30Z"), local: "2026-03-30 03:30 +03:00" },
    ]);
    const [back] = nextDue({ run: daily("03:30"), ...Helsinki }, new Date("2026-10-24T21:00Z"), 1);
    expect(back).toEqual({
      at: new Date("2026-10-25T00:30Z"),
      local: "2026-10-25 03:30 +03:00",
      note: "03:30 comes twice that day: this is the first.",
    });
  });

  it("have no mark where the clock shows the very time that a left out one has become", () => {
    const [, , change] = nextDue(
      { run: { kind: "hourly", every: 1 }, ...Helsinki },
      new Date("2026-03-28T22:30Z"),
      3,
    );
    expect(change).toEqual({ at: new Date("2026-03-29T01:00Z"), local: "2026-03-29 04:00 +03:00" });
  });

  it("are fewer than asked for where the schedule ends", () => {
    const schedule = { run: daily("02:00"), timeZone: "UTC", until: "2026-05-02" };
    expect(nextDue(schedule, new Date("2026-05-01T00:00Z"), 10)).toHaveLength(2);
    expect(nextDue(schedule, new Date("2026-05-03T00:00Z"), 10)).toEqual([]);
  });

  it("begin with the first date, however far it is", () => {
    const schedule = { run: cron("0 2 * * *"), timeZone: "America/New_York", from: "2090-07-01" };
    const [next] = nextDue(schedule, new Date("2026-05-01T00:00Z"), 1);
    expect(next?.local).toBe("2090-07-01 02:00 -04:00");
  });
});
