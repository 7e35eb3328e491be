/** Opening hours `Mon-Fri 08:00-16:00; Sat 10:00-14:00` -> the same in one spelling, or what is wrong. */
import { trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";
import { clockTime } from "./dates.ts";
import { dayRange, WEEKDAYS } from "./grammars.ts";

interface Opening {
  /** Days from 0, Monday. */
  readonly days: readonly number[];
  readonly dayText: string;
  readonly start: string;
  readonly end: string;
}

const EXPECTED = "Expected opening hours such as Mon-Fri 08:00-16:00; Sat 10:00-14:00.";

export const toOpeningHours: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  const parts = text.split(";").filter((part) => part.trim() !== "");
  const openings = parts.map(parseOpening);
  const known = openings.flatMap((opening) => opening ?? []);
  if (known.length === 0 || openings.includes(undefined)) return report.error("R002", EXPECTED);
  if (known.some(({ start, end }) => end <= start)) {
    return report.error("R003", "Expected an end later than the start; 24:00 ends a day.");
  }
  const day = overlap(known);
  if (day !== undefined) return report.error("R003", `The times of ${day} overlap.`);
  return known.map(({ dayText, start, end }) => `${dayText} ${start}-${end}`).join("; ");
};

function parseOpening(text: string): Opening | undefined {
  const [, dayText = "", from = "", until = ""] =
    /^\s*([A-Za-z,\s-]+?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/.exec(text) ?? [];
  const ranges = dayText.split(",").map(dayRange);
  const start = clockTime(from);
  const end = clockTime(until);
  if (start === undefined || end === undefined || ranges.includes(undefined)) return undefined;
  const days = ranges.flatMap((range) => range ?? []);
  return { days, dayText: ranges.map((range) => dayName(range ?? [])).join(","), start, end };
}

function dayName(days: readonly number[]): string {
  const first = WEEKDAYS[days[0] ?? 0] ?? "";
  const last = WEEKDAYS[days.at(-1) ?? 0] ?? "";
  return days.length === 1 ? first : `${first}-${last}`;
}

/** The first day that has two openings at the same time. */
function overlap(openings: readonly Opening[]): string | undefined {
  return WEEKDAYS.find((_, day) => {
    const times = openings
      .flatMap(({ days, start, end }) =>
        days.filter((each) => each === day).map(() => ({ start, end })),
      )
      .sort((a, b) => (a.start < b.start ? -1 : 1));
    return times.some(({ start }, index) => start < (times[index - 1]?.end ?? ""));
  });
}
