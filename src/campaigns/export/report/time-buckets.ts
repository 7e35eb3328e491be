/** Calls by hour, day, week, month or year of the campaign's zone, whichever shows them best; pure. */
import { QUARTER_MS, type CallCount, type Counts } from "../tally.ts";
import type { ZonedTimes } from "../zoned-times.ts";

export const UNITS = ["hour", "day", "week", "month", "year"] as const;
export type Unit = (typeof UNITS)[number];

export interface Bucket extends CallCount {
  /** `2026-11-20 10:00`, `2026-11-20`, `2026-11`. */
  readonly name: string;
  /** The same for an axis: `20 Nov 10:00`. */
  readonly label: string;
}

/** More columns can't be told apart. */
const MOST: Readonly<Record<Unit, number>> = { hour: 50, day: 70, week: 60, month: 60, year: 60 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where clocks are put back the two hours of one name are one; times without calls are there with 0. */
export function timeBuckets(
  quarters: Counts["quarters"],
  zoned: ZonedTimes,
): { readonly unit: Unit; readonly buckets: readonly Bucket[] } {
  const walls = quarters.map(([quarter, counts]) => [wallMs(quarter, zoned), counts] as const);
  const times = walls.map(([ms]) => ms);
  const [first, last] = times.reduce(
    ([low, high], ms) => [Math.min(low, ms), Math.max(high, ms)],
    [Infinity, -Infinity],
  );
  if (first === Infinity) return { unit: "hour", buckets: [] };
  const unit = UNITS.find((one) => starts(one, first, last).length <= MOST[one]) ?? "year";
  const sums = new Map<number, CallCount>();
  for (const start of starts(unit, first, last)) sums.set(start, NOTHING);
  for (const [ms, counts] of walls) {
    const start = startOf(unit, ms);
    sums.set(start, sum(sums.get(start) ?? NOTHING, counts));
  }
  const buckets = [...sums].sort(([a], [b]) => a - b);
  return {
    unit,
    buckets: buckets.map(([start, counts]) => ({ ...names(unit, start), ...counts })),
  };
}

const NOTHING: CallCount = { calls: 0, answered: 0, successful: 0 };

/** Local time as if it were UTC. */
function wallMs(quarter: number, zoned: ZonedTimes): number {
  const local = zoned(new Date(quarter * QUARTER_MS).toISOString()) ?? "";
  return Date.parse(`${local.slice(0, 23)}Z`);
}

function sum(a: CallCount, b: CallCount): CallCount {
  return {
    calls: a.calls + b.calls,
    answered: a.answered + b.answered,
    successful: a.successful + b.successful,
  };
}

function startOf(unit: Unit, ms: number): number {
  const day = Math.floor(ms / DAY_MS) * DAY_MS;
  const at = new Date(ms);
  switch (unit) {
    case "hour":
      return Math.floor(ms / HOUR_MS) * HOUR_MS;
    case "day":
      return day;
    case "week":
      return day - ((at.getUTCDay() + 6) % 7) * DAY_MS;
    case "month":
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
    case "year":
      return Date.UTC(at.getUTCFullYear(), 0);
  }
}

/** Starts of all buckets from first to last; one too many at most where there are more than can be shown. */
function starts(unit: Unit, first: number, last: number): readonly number[] {
  const found: number[] = [];
  let at = startOf(unit, first);
  while (at <= last && found.length <= MOST[unit]) {
    found.push(at);
    at = next(unit, at);
  }
  return found;
}

function next(unit: Unit, start: number): number {
  const at = new Date(start);
  switch (unit) {
    case "hour":
      return start + HOUR_MS;
    case "day":
      return start + DAY_MS;
    case "week":
      return start + 7 * DAY_MS;
    case "month":
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
    case "year":
      return Date.UTC(at.getUTCFullYear() + 1, 0);
  }
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function names(unit: Unit, start: number): { readonly name: string; readonly label: string } {
  const at = new Date(start);
  const text = at.toISOString();
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""}`;
  switch (unit) {
    case "hour":
      return { name: `${text.slice(0, 10)} ${text.slice(11, 16)}`, label: text.slice(11, 16) };
    case "day":
      return { name: text.slice(0, 10), label: day };
    case "week":
      return { name: `week of ${text.slice(0, 10)}`, label: day };
    case "month":
      return {
        name: text.slice(0, 7),
        label: `${MONTHS[at.getUTCMonth()] ?? ""} ${text.slice(0, 4)}`,
      };
    case "year":
      return { name: text.slice(0, 4), label: text.slice(0, 4) };
  }
}
