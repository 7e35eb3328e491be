/**
 * Wall clocks of time zones, and the one rule for what daylight saving does to a time of a schedule:
 * a time that is left out when clocks go forward means the instant at which they do, and a time that
 * comes twice when they go back means the first of the two.
 */
import { DAY_MS } from "./rule-times.ts";

/** Left out by the clock, or shown by it twice. */
export type ClockChange = "gap" | "fold";

export interface ZonedTime {
  readonly atMs: number;
  /** Absent on ordinary days. */
  readonly change?: ClockChange;
}

/** Wall times are the milliseconds at which a clock in UTC would show the same date and time. */
export interface WallClock {
  wallAt(atMs: number): number;
  /** Never goes back: a later wall time means the same instant or a later one. */
  instantOf(wallMs: number): ZonedTime;
}

const UTC: WallClock = { wallAt: (atMs) => atMs, instantOf: (wallMs) => ({ atMs: wallMs }) };

/** @throws {RangeError} for a zone that the system does not know. */
export function openWallClock(timeZone: string): WallClock {
  if (timeZone === "UTC") return UTC;
  const offsetAt = zoneOffsets(timeZone);
  const daysSeen = new Map<number, number>();
  const offsetOfDay = (dayMs: number): number => {
    const known = daysSeen.get(dayMs);
    if (known !== undefined) return known;
    const offset = offsetAt(dayMs);
    daysSeen.set(dayMs, offset);
    return offset;
  };
  return {
    wallAt: (atMs) => atMs + offsetAt(atMs),
    instantOf: (wallMs) => {
      // Wide enough for every offset (-12 to +14 hours); clocks change once in it at most.
      const day = Math.floor(wallMs / DAY_MS) * DAY_MS;
      const [startMs, endMs] = [day - DAY_MS, day + 2 * DAY_MS];
      const [before, after] = [offsetOfDay(startMs), offsetOfDay(endMs)];
      if (before === after) return { atMs: wallMs - before };
      const first = wallMs - before;
      const second = wallMs - after;
      const isFirst = offsetAt(first) === before;
      const isSecond = offsetAt(second) === after;
      if (isFirst) return isSecond ? { atMs: first, change: "fold" } : { atMs: first };
      if (isSecond) return { atMs: second };
      return { atMs: changeBetween(startMs, endMs, offsetAt), change: "gap" };
    },
  };
}

/** The first millisecond with another offset than `startMs` has. */
function changeBetween(startMs: number, endMs: number, offsetAt: (atMs: number) => number): number {
  const before = offsetAt(startMs);
  let low = startMs;
  let high = endMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
function zoneOffsets(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (atMs) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(atMs)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
    return wallMs - Math.floor(atMs / 1_000) * 1_000;
  };
}
