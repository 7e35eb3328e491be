/** Small grammars of single columns: weekdays, day of a year, duration, call results. */
import { CALL_RESULT_NAMES, callResultOf } from "../dialling/call-results.ts";
import type { FeedValue } from "../store/feed.ts";
import { trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";
import { isDate, isDay, notADate } from "./dates.ts";
import { toList, toPairs } from "./lists.ts";

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Days of `Mon-Fri` or `Sat`, as numbers from 0; undefined when it is neither. `Sat-Mon` goes on over Sunday. */
export function dayRange(text: string): readonly number[] | undefined {
  const ends = text.split("-").map((name) => dayIndex(name.trim()));
  const [first = -1, last = first] = ends;
  if (ends.length > 2 || first < 0 || last < 0) return undefined;
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (first + index) % 7);
}

function dayIndex(name: string): number {
  return WEEKDAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase());
}

/** `Mon-Wed;Sat` -> Mon, Tue, Wed, Sat. */
export const toWeekdays: Coerce = (cell, report) => {
  const items = toList(cell, report);
  if (!isTexts(items)) return null;
  // A comma is what people write between days.
  const ranges = items.flatMap((item) => item.split(",")).map(dayRange);
  const days = new Set(ranges.flatMap((range) => range ?? []));
  if (ranges.includes(undefined)) {
    return report.error("R003", "Expected days such as Mon-Fri or Mon;Wed;Sat.");
  }
  return WEEKDAYS.filter((_, index) => days.has(index));
};

/** MM-DD, or a whole date; which of them the entry needs depends on its type. */
export const toDayOfYear: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  const day = text.replace(/[T ]00:00(?::00(?:\.0+)?)?$/, "");
  if (isDate(day)) return day;
  const [, month, date] = /^(\d{2})-(\d{2})$/.exec(day) ?? [];
  // 2024 is a leap year: 02-29 is a day of some years.
  if (month !== undefined && isDay(2024, Number(month), Number(date))) return day;
  return notADate(text, "MM-DD or YYYY-MM-DD", report);
};

/** None, Continuous, or minutes. */
export const toDuration: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  const word = ["None", "Continuous"].find((each) => each.toLowerCase() === text.toLowerCase());
  if (word !== undefined) return word;
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (minutes >= 1 && minutes <= 1440) return String(minutes);
  return report.error("R003", "Expected None, Continuous or a number of minutes from 1 to 1440.");
};

/** Answers to call results, spelt as in the table of call results. */
export const toCallResults: Coerce = (cell, report) => {
  const pairs = toPairs("pairs such as Yes=Successful;No=Refusal")(cell, report);
  if (!isPairs(pairs)) return null;
  const results = pairs.map(([answer, name]) => [answer, callResultOf(name)] as const);
  const known = results.flatMap(([answer, name]) =>
    name === undefined ? [] : [[answer, name] as const],
  );
  if (known.length === results.length) return known;
  return report.error("R003", `Expected one of the call results ${CALL_RESULT_NAMES.join(", ")}.`);
};

/** Whether a value is a list of texts. */
export function isTexts(value: FeedValue): value is readonly string[] {
  return Array.isArray(value) && (value.length === 0 || typeof value[0] === "string");
}

/** Whether a value is a list of pairs. */
export function isPairs(value: FeedValue): value is readonly (readonly [string, string])[] {
  return Array.isArray(value) && (value.length === 0 || Array.isArray(value[0]));
}
