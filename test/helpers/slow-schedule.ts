/**
 * A slow and plain reference for src/jobs/schedule.ts: goes through a period minute by minute with a
 * clock of the zone in view. A minute that the clock has shown before is no time of its own, and where
 * the clock jumps ahead the minutes that it left out belong to the one that it shows next.
 */
import type { RunRule } from "../../src/jobs/job.ts";
import type { Schedule } from "../../src/jobs/schedule.ts";

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a clock shows in a minute. */
interface Wall {
  /** As a clock in UTC would show it at that instant. */
  readonly ms: number;
  /** `2026-03-29` */
  readonly day: string;
  /** `04:00` */
  readonly time: string;
  readonly weekday: number;
}

/** What a clock shows at each minute of a period. */
export interface ClockFilm {
  readonly startMs: number;
  readonly walls: readonly Wall[];
}

/** Both inclusive, whole minutes. Begins hours before what is asked of it, without a change of clocks. */
export function filmClock(timeZone: string, startMs: number, endMs: number): ClockFilm {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const walls: Wall[] = [];
  for (let at = startMs; at <= endMs; at += MINUTE_MS) walls.push(wallOf(format.format(at)));
  return { startMs, walls };
}

/** @param text `2026-03-29 04:00` */
function wallOf(text: string): Wall {
  const [day = "", time = ""] = text.split(" ");
  const ms = Date.parse(`${day}T${time}Z`);
  return { ms, day, time, weekday: new Date(ms).getUTCDay() };
}

/** Instants of the schedule within the film, after `afterMs`. */
export function slowInstants(
  { run, from = "0000", until = "9999" }: Schedule,
  { startMs, walls }: ClockFilm,
  afterMs: number,
): readonly string[] {
  const isNamed = ruleOf(run);
  const isMeant = (wall: Wall): boolean => isNamed(wall) && wall.day >= from && wall.day <= until;
  const found: string[] = [];
  let shown = Number.NEGATIVE_INFINITY;
  walls.forEach((wall, i) => {
    const at = startMs + i * MINUTE_MS;
    const isNew = wall.ms > shown;
    const leftOut = isNew && Number.isFinite(shown) ? minutesBetween(shown, wall.ms) : [];
    shown = Math.max(shown, wall.ms);
    if (isNew && at > afterMs && (isMeant(wall) || leftOut.some(isMeant))) {
      found.push(new Date(at).toISOString());
    }
  });
  return found;
}

/** Both exclusive. */
function minutesBetween(fromMs: number, toMs: number): readonly Wall[] {
  const walls: Wall[] = [];
  for (let ms = fromMs + MINUTE_MS; ms < toMs; ms += MINUTE_MS) {
    walls.push(wallOf(new Date(ms).toISOString().slice(0, 16).replace("T", " ")));
  }
  return walls;
}

/** Instants between 2024 and 2033 at which the zone's clocks are changed. */
export function clockChanges(timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsetAt = (at: number): string => format.format(at).slice(-9);
  const changes: number[] = [];
  for (let day = Date.UTC(2024); day < Date.UTC(2034); day += DAY_MS) {
    const before = offsetAt(day);
    if (offsetAt(day + DAY_MS) === before) continue;
    let at = day;
    while (offsetAt(at) === before) at += HALF_HOUR_MS;
    changes.push(at);
  }
  return changes;
}

function ruleOf(run: RunRule): (wall: Wall) => boolean {
  switch (run.kind) {
    case "once":
      return () => false;
    case "hourly":
      return ({ time }) => time.endsWith(":00") && Number(time.slice(0, 2)) % run.every === 0;
    case "daily":
      return ({ time }) => run.times.includes(time);
    case "weekly":
      return ({ time, weekday }) =>
        run.times.includes(time) && run.days.some((day) => day % 7 === weekday);
    case "monthly":
      return (wall) => run.times.includes(wall.time) && isMonthDay(run.day, wall);
    case "cron":
      return cronRule(run.expression);
  }
}

function isMonthDay(wanted: number, { day, ms }: Wall): boolean {
  const date = Number(day.slice(8));
  const isLastDay = new Date(ms + DAY_MS).getUTCDate() === 1;
  return date === wanted || (isLastDay && date < wanted);
}

function cronRule(expression: string): (wall: Wall) => boolean {
  const [minute = "", hour = "", date = "", month = "", weekday = ""] = expression.split(" ");
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const dates = valuesOf(date, 1, 31);
  const months = valuesOf(month, 1, 12);
  const weekdays = new Set([...valuesOf(weekday, 0, 7)].map((value) => value % 7));
  const isEither = date !== "*" && weekday !== "*";
  return (wall) => {
    if (!minutes.has(Number(wall.time.slice(3)))) return false;
    if (!hours.has(Number(wall.time.slice(0, 2)))) return false;
    if (!months.has(Number(wall.day.slice(5, 7)))) return false;
    const isDate = dates.has(Number(wall.day.slice(8)));
    const isWeekday = weekdays.has(wall.weekday);
    return isEither ? isDate || isWeekday : isDate && isWeekday;
  };
}

function valuesOf(field: string, least: number, most: number): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [from = least, to = from] = range === "*" ? [least, most] : range.split("-").map(Number);
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}
