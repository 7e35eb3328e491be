/** The times of day that a rule names, on a wall clock that knows no daylight saving. */
import { cronTimes } from "./cron.ts";
import type { RunRule } from "./job.ts";

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Wall-clock times, both inclusive, as the milliseconds at which a clock in UTC would show them. */
export interface WallPeriod {
  readonly fromMs: number;
  readonly toMs: number;
}

type Recurring = Exclude<RunRule, { readonly kind: "once" }>;

/** Every time of the rule within the period, ascending, each once. */
export function* ruleTimes(rule: Recurring, period: WallPeriod): Generator<number> {
  switch (rule.kind) {
    case "hourly":
      yield* within(period, days(period), hoursOf(rule.every));
      break;
    case "daily":
      yield* within(period, days(period), timesOf(rule.times));
      break;
    case "weekly":
      yield* within(period, weekdays(period, rule.days), timesOf(rule.times));
      break;
    case "monthly":
      yield* within(period, monthDays(period, rule.day), timesOf(rule.times));
      break;
    case "cron":
      yield* cronTimes(rule.expression, period.fromMs, period.toMs);
      break;
  }
}

function* within(
  { fromMs, toMs }: WallPeriod,
  midnights: Iterable<number>,
  timesMs: readonly number[],
): Generator<number> {
  for (const midnight of midnights) {
    for (const timeMs of timesMs) {
      const at = midnight + timeMs;
      if (at >= fromMs && at <= toMs) yield at;
    }
  }
}

function* days({ fromMs, toMs }: WallPeriod): Generator<number> {
  for (let day = midnightOf(fromMs); day <= toMs; day += DAY_MS) yield day;
}

function* weekdays(period: WallPeriod, wanted: readonly number[]): Generator<number> {
  for (const day of days(period)) {
    // JavaScript's Sunday is 0, the rule's is 7.
    if (wanted.includes(new Date(day).getUTCDay() || 7)) yield day;
  }
}

function* monthDays({ fromMs, toMs }: WallPeriod, wanted: number): Generator<number> {
  const first = new Date(fromMs);
  for (let month = first.getUTCMonth(); ; month++) {
    const lastDay = new Date(Date.UTC(first.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const day = Date.UTC(first.getUTCFullYear(), month, Math.min(wanted, lastDay));
    if (day > toMs) return;
    yield day;
  }
}

function midnightOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

function hoursOf(every: number): readonly number[] {
  return Array.from({ length: 24 / every }, (_, i) => i * every * 60 * MINUTE_MS);
}

function timesOf(times: readonly string[]): readonly number[] {
  const minutes = times.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)));
  return [...new Set(minutes)].sort((a, b) => a - b).map((minute) => minute * MINUTE_MS);
}
