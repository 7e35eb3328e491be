/** Run: `once`, `hourly 4`, `daily 02:00,14:00`, `weekly Mon,Thu 02:00`, `monthly 31 02:00`, `cron ...`. */
import type { RunRule } from "../job.ts";
import { readCron } from "./cron-fields.ts";
import { readInstant, readTimes } from "./instant.ts";
import { got, type Reading, wrong } from "./reading.ts";

type Hours = Extract<RunRule, { kind: "hourly" }>["every"];
const HOURS: readonly Hours[] = [1, 2, 3, 4, 6, 8, 12];
/** Monday is day 1. */
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_NAME =
  /^(mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(rs(day)?)?|fri(day)?|sat(urday)?|sun(day)?)$/i;

const FORMS =
  "once, once 2026-12-01T02:00Z, hourly 4, daily 02:00,14:00, weekly Mon,Thu 02:00, monthly 31 02:00 or cron 0 2 * * 1-5";

/** @param zone of a date-time without offset. */
export function readRun(text: string, zone: string): Reading<RunRule> {
  const [kind = "", ...rest] = text.split(/\s+/);
  switch (kind.toLowerCase()) {
    case "once":
      return readOnce(rest.join(" "), zone);
    case "hourly":
      return readHourly(rest);
    case "daily":
      return readDaily(rest.join(""));
    case "weekly":
      return readWeekly(rest);
    case "monthly":
      return readMonthly(rest);
    case "cron":
      return readCron(rest.join(" "));
    default:
      return wrong("R002", FORMS);
  }
}

function readOnce(text: string, zone: string): Reading<RunRule> {
  if (text === "") return got({ kind: "once" });
  const at = readInstant(text, zone);
  return at.ok
    ? got({ kind: "once", at: at.value })
    : wrong(at.code, `once, or once and ${at.expected}`);
}

function readHourly(rest: readonly string[]): Reading<RunRule> {
  const every = HOURS.find((hours) => String(hours) === (rest[0] ?? "1"));
  if (every !== undefined && rest.length <= 1) return got({ kind: "hourly", every });
  return wrong("R003", "hourly and one of 1, 2, 3, 4, 6, 8, 12, such as hourly 4");
}

function readDaily(text: string): Reading<RunRule> {
  const times = readTimes(text);
  return times.ok
    ? got({ kind: "daily", times: times.value })
    : wrong(times.code, `daily and ${times.expected}`);
}

/** The last words that hold a colon are the times; blanks may follow the commas. */
function splitTimes(rest: readonly string[]): readonly [first: string, times: string] {
  const at = rest.findIndex((word) => word.includes(":"));
  const end = at < 0 ? rest.length : at;
  return [rest.slice(0, end).join(""), rest.slice(end).join("")];
}

function readWeekly(rest: readonly string[]): Reading<RunRule> {
  const [dayList, timeList] = splitTimes(rest);
  const names = dayList.split(/[,;]/);
  const times = readTimes(timeList);
  if (!times.ok || !names.every((name) => DAY_NAME.test(name))) {
    return wrong(
      "R002",
      "weekly, days and times, such as weekly Mon,Thu 02:00 or weekly Sun 02:00,14:00",
    );
  }
  const isMeant = (day: string): boolean =>
    names.some((name) => name.slice(0, 3).toLowerCase() === day.toLowerCase());
  const days = DAYS.flatMap((day, i) => (isMeant(day) ? [i + 1] : []));
  return got({ kind: "weekly", days, times: times.value });
}

function readMonthly(rest: readonly string[]): Reading<RunRule> {
  const [dayText, timeList] = splitTimes(rest);
  const times = readTimes(timeList);
  const day = Number(dayText);
  if (times.ok && /^\d{1,2}$/.test(dayText) && day >= 1 && day <= 31) {
    return got({ kind: "monthly", day, times: times.value });
  }
  return wrong("R002", "monthly, a day from 1 to 31 and times, such as monthly 31 02:00");
}

export function writeRun(run: RunRule): string {
  switch (run.kind) {
    case "once":
      return run.at === undefined ? "once" : `once ${run.at}`;
    case "hourly":
      return `hourly ${run.every}`;
    case "daily":
      return `daily ${run.times.join(",")}`;
    case "weekly": {
      const days = run.days.map((day) => DAYS[day - 1]).join(",");
      return `weekly ${days} ${run.times.join(",")}`;
    }
    case "monthly":
      return `monthly ${run.day} ${run.times.join(",")}`;
    case "cron":
      return `cron ${run.expression}`;
  }
}
