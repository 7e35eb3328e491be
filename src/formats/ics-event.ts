/** An event of a calendar of whole days as entries: its columns, or what is wrong with it. Pure. */
import { textOf } from "./ics-lines.ts";

export type EventProperties = Readonly<
  Record<string, { readonly parameters: Readonly<Record<string, string>>; readonly value: string }>
>;

export interface EventEntry {
  readonly EntryType?: string;
  readonly Date?: string;
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly fault?: string;
}

const DAY_MS = 86_400_000;
/** Days of one yearly event; each becomes an entry of its own. */
const MOST_DAYS = 31;
/** What would change which days are meant. */
const STRANGE = ["EXDATE", "RDATE", "EXRULE", "RECURRENCE-ID"];

/** None for an event that was cancelled. An event is a day on which is closed. */
export function eventEntries(event: EventProperties): readonly EventEntry[] {
  if (event["STATUS"]?.value.toUpperCase() === "CANCELLED") return [];
  const summary = textOf(event["SUMMARY"]?.value ?? "").trim();
  const common = { State: "Closed", ...(summary === "" ? {} : { Description: summary }) };
  const days = daysOf(event);
  if (typeof days === "string") return [{ ...common, fault: days }];
  const { first, count } = days;
  const rule = event["RRULE"]?.value;
  if (rule === undefined) {
    const last = isoDay(first + (count - 1) * DAY_MS);
    return count === 1
      ? [{ ...common, EntryType: "Date", Date: isoDay(first) }]
      : [{ ...common, EntryType: "DateRange", StartDate: isoDay(first), EndDate: last }];
  }
  if (!isYearly(rule, isoDay(first))) {
    const expected = "expected FREQ=YEARLY on the day of DTSTART, without an end";
    return [{ ...common, fault: `RRULE ${rule.slice(0, 100)} is not read; ${expected}` }];
  }
  if (count > MOST_DAYS) {
    return [{ ...common, fault: `a yearly event of ${count} days; expected ${MOST_DAYS} at most` }];
  }
  return Array.from({ length: count }, (_, at) => ({
    ...common,
    EntryType: "YearlyDay",
    Date: isoDay(first + at * DAY_MS).slice(5),
  }));
}

interface Days {
  /** Midnight of the first day, UTC. */
  readonly first: number;
  readonly count: number;
}

/** The days of the event, or what is wrong. DTEND is the day after the last one (section 3.6.1). */
function daysOf(event: EventProperties): Days | string {
  const strange = STRANGE.find((name) => event[name] !== undefined);
  if (strange !== undefined) return `${strange} is not read; expected days without exceptions`;
  const first = dayOf(event, "DTSTART");
  if (typeof first === "string") return first;
  if (event["DTEND"] !== undefined) {
    const end = dayOf(event, "DTEND");
    if (typeof end === "string") return end;
    // Some programs write the day itself for a single one.
    if (end < first) return "DTEND is before DTSTART; expected the day after the last one";
    return { first, count: Math.max(1, Math.round((end - first) / DAY_MS)) };
  }
  const duration = event["DURATION"]?.value;
  if (duration === undefined) return { first, count: 1 };
  const [, number = "", unit = ""] = /^\+?P(\d{1,4})([DW])$/i.exec(duration) ?? [];
  const count = Number(number) * (unit.toUpperCase() === "W" ? 7 : 1);
  return count >= 1 ? { first, count } : `DURATION ${duration} is not read; expected whole days`;
}

function dayOf(event: EventProperties, name: string): number | string {
  const { parameters, value } = event[name] ?? { parameters: {}, value: "" };
  const [, year = "", month = "", day = ""] = /^(\d{4})(\d{2})(\d{2})$/.exec(value) ?? [];
  const type = parameters["VALUE"]?.toUpperCase() ?? "DATE";
  if (year === "" || type !== "DATE") {
    const found = value === "" ? "is missing" : `is ${value.slice(0, 40)}`;
    return `${name} ${found}; expected a whole day such as ${name};VALUE=DATE:20261224`;
  }
  const at = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // 20260230 is read as a day in March by some and refused by others.
  return Number.isNaN(at) || isoDay(at) !== `${year}-${month}-${day}`
    ? `${name} is ${value}; expected a day that exists`
    : at;
}

/** The same day each year, said in as many words as people do. */
function isYearly(rule: string, first: string): boolean {
  const [, month, day] = first.split("-").map(Number);
  const allowed: Readonly<Record<string, string>> = {
    FREQ: "YEARLY",
    INTERVAL: "1",
    BYMONTH: String(month),
    BYMONTHDAY: String(day),
  };
  const parts = rule.split(";").map((part) => part.toUpperCase().split("="));
  const isFrequent = parts.some(([key]) => key === "FREQ");
  const isPlain = ([key = "", value = ""]: readonly string[]): boolean =>
    key === "WKST" || allowed[key] === value.replace(/^0/, "");
  return isFrequent && parts.every(isPlain);
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
