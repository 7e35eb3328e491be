/** Golden tables of Run, Timeframe and SplitSize. */
import { describe, expect, it } from "vitest";
import { CHATS, FACTS, readJob, refusals } from "../../../helpers/job-texts.ts";

describe("Run", () => {
  it.each([
    ["once", { kind: "once" }],
    ["ONCE 2026-12-01T02:00Z", { kind: "once", at: "2026-12-01T02:00:00.000Z" }],
    ["once 2026-12-01 02:00", { kind: "once", at: "2026-12-01T02:00:00.000Z" }],
    ["once 2026-12-01T02:00+02:00", { kind: "once", at: "2026-12-01T00:00:00.000Z" }],
    ["hourly", { kind: "hourly", every: 1 }],
    ["hourly 4", { kind: "hourly", every: 4 }],
    ["hourly 12", { kind: "hourly", every: 12 }],
    ["daily 02:00", { kind: "daily", times: ["02:00"] }],
    ["daily 14:00, 2:00,14:00", { kind: "daily", times: ["02:00", "14:00"] }],
    ["weekly Mon,Thu 02:00", { kind: "weekly", days: [1, 4], times: ["02:00"] }],
    [
      "weekly sunday, Mon 02:00, 03:30",
      { kind: "weekly", days: [1, 7], times: ["02:00", "03:30"] },
    ],
    ["monthly 31 02:00", { kind: "monthly", day: 31, times: ["02:00"] }],
    ["monthly  1  00:00,23:59", { kind: "monthly", day: 1, times: ["00:00", "23:59"] }],
    ["cron 0 2 * * 1-5", { kind: "cron", expression: "0 2 * * 1-5" }],
    [
      "cron */15 8-18/2 1,15 jan-mar mon",
      { kind: "cron", expression: "*/15 8-18/2 1,15 JAN-MAR MON" },
    ],
  ])("%j is understood", (text, run) => {
    expect(readJob({ ...CHATS, Run: text }).run).toEqual(run);
  });

  it.each([
    ["sometimes", "R002"],
    ["every day", "R002"],
    ["once tomorrow", "R002"],
    ["once 2026-02-30", "R002"],
    ["once 03/04/2026", "R007"],
    ["hourly 5", "R003"],
    ["hourly 24", "R003"],
    ["hourly 4 02:00", "R003"],
    ["daily", "R002"],
    ["daily 24:00", "R002"],
    ["daily 2", "R002"],
    ["daily 02:00,", "R002"],
    ["weekly 02:00", "R002"],
    ["weekly Mon", "R002"],
    ["weekly Moonday 02:00", "R002"],
    ["weekly Mon,,Thu 02:00", "R002"],
    ["monthly 0 02:00", "R002"],
    ["monthly 32 02:00", "R002"],
    ["monthly 02:00", "R002"],
    ["cron", "R002"],
    ["cron 0 2 * *", "R002"],
    ["cron 0 0 2 * * 1", "R002"],
    ["cron 60 2 * * *", "R002"],
    ["cron 0 24 * * *", "R002"],
    ["cron 0 2 0 * *", "R002"],
    ["cron 0 2 * 13 *", "R002"],
    ["cron 0 2 * * 8", "R002"],
    ["cron 0 2 * * 5-1", "R002"],
    ["cron 0 2 * * MOO", "R002"],
    ["cron */0 2 * * *", "R002"],
    ["cron @daily", "R002"],
  ])("%j is refused with %s", (text, code) => {
    expect(refusals({ ...CHATS, Run: text })).toEqual([`Run ${code}`]);
  });

  it("reads a time without offset in the zone of the job, also where that is given later", () => {
    const fields = { ...CHATS, Run: "once 2026-12-01T02:00", TimeZone: "Europe/Helsinki" };
    expect(readJob(fields).run).toEqual({ kind: "once", at: "2026-12-01T00:00:00.000Z" });
  });
});

describe("Timeframe", () => {
  const last = (unit: string, count: number): object => ({ kind: "last", unit, count });
  it.each([
    ["ALL", { kind: "all" }],
    ["last day", last("days", 1)],
    ["Last  Week", last("weeks", 1)],
    ["last month", last("months", 1)],
    ["last 36 hours", last("hours", 36)],
    ["last 1 hour", last("hours", 1)],
    ["last 3 days", last("days", 3)],
    [
      "2026-03-01..2026-04-01",
      { kind: "interval", from: "2026-02-28T22:00:00.000Z", to: "2026-03-31T21:00:00.000Z" },
    ],
    [
      "2026-03-01T12:00Z .. 2026-03-01 15:00",
      { kind: "interval", from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T13:00:00.000Z" },
    ],
  ])("%j is understood", (text, timeframe) => {
    const fields = { ...CHATS, Timeframe: text, TimeZone: "Europe/Helsinki" };
    expect(readJob(fields).timeframe).toEqual(timeframe);
  });

  it.each([
    ["delta", "daily 02:00", { kind: "delta" }],
    ["audit 100..220", "once", { kind: "audit", after: 100, upTo: 220 }],
    ["audit 0 .. 0", "once 2026-12-01", { kind: "audit", after: 0, upTo: 0 }],
  ])("%j with Run=%s is understood for info-mart", (text, run, timeframe) => {
    expect(readJob({ ...FACTS, Timeframe: text, Run: run }).timeframe).toEqual(timeframe);
  });

  it.each([
    ["yesterday", "R002"],
    ["last", "R002"],
    ["last year", "R002"],
    ["last two days", "R002"],
    ["last 0 days", "R003"],
    ["last 10001 days", "R003"],
    ["2026-03-01", "R002"],
    ["2026-03-01..", "R002"],
    ["2026-03-01..2026-04-01..2026-05-01", "R002"],
    ["2026-03-01..2026-02-30", "R002"],
    ["01/03/2026..01/04/2026", "R007"],
    ["2026-03-01..2026-03-01", "R003"],
    ["2026-04-01..2026-03-01", "R003"],
    ["audit 5", "R002"],
    ["audit -1..5", "R002"],
    ["audit 6..5", "R003"],
    ["audit 1..9999999999999999", "R003"],
  ])("%j is refused with %s", (text, code) => {
    expect(refusals({ ...CHATS, Timeframe: text })).toEqual([`Timeframe ${code}`]);
  });
});

describe("SplitSize", () => {
  it.each([
    ["none", undefined],
    ["100MB", 100_000_000],
    ["100 mb", 100_000_000],
    ["256KiB", 262_144],
    ["1GiB", 1_073_741_824],
    ["0.5GiB", 536_870_912],
    ["65536", 65_536],
    [65_536, 65_536],
  ])("%j is understood", (given, bytes) => {
    expect(readJob({ ...CHATS, SplitSize: given }).splitSizeBytes).toBe(bytes);
  });

  it.each([
    ["63KiB", "R003"],
    ["2GiB", "R003"],
    [0, "R003"],
    ["100 apples", "R002"],
    ["big", "R002"],
    ["-1MB", "R002"],
  ])("%j is refused with %s", (given, code) => {
    expect(refusals({ ...CHATS, SplitSize: given })).toEqual([`SplitSize ${code}`]);
  });
});
