/** Dates, times and date-times: never guessed, kept as ISO 8601 text. */
import { localToUtc } from "../core/zone.ts";
import { trimmedText } from "./cell-text.ts";
import type { CellReport, Coerce } from "./cell-report.ts";

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** 03/04/2026, 3.4.26, 2026/03/04: order of day and month can't be known. */
const AMBIGUOUS = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b/;
const TIME = /^(\d{1,2}):(\d{2})(?::00(?:\.0+)?)?$/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Whether the day exists: not 2026-02-30. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const long = [1, 3, 5, 7, 8, 10, 12].includes(month) ? 31 : 30;
  return day <= (month === 2 ? (isLeap ? 29 : 28) : long);
}

/** Whether the text is YYYY-MM-DD and a day that exists. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  return year !== undefined && isDay(Number(year), Number(month), Number(day));
}

/** Reports what looks like a date but is not one that can be relied on. */
export function notADate(text: string, expected: string, report: CellReport): null {
  if (AMBIGUOUS.test(text) && !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    return report.error("R007", `The date is ambiguous; expected ${expected}.`);
  }
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    return report.error("R002", `A number is no date; expected ${expected} or a date cell.`);
  }
  return report.error("R002", `Expected ${expected}, a day that exists.`);
}

/** YYYY-MM-DD. */
export const toDate: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  // A date cell that also shows a time of midnight is still that day.
  const day = text.replace(/[T ]00:00(?::00(?:\.0+)?)?$/, "");
  return isDate(day) ? day : notADate(text, "YYYY-MM-DD", report);
};

/** HH:mm from a text, or undefined; 24:00 is the end of a day. */
export function clockTime(text: string): string | undefined {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const isEnd = hours === "24" && minutes === "00";
  if (!isEnd && (Number(hours) > 23 || Number(minutes) > 59)) return undefined;
  return `${hours.padStart(2, "0")}:${minutes}`;
}

/** HH:mm. */
export const toTime: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  return clockTime(text) ?? report.error("R002", "Expected a time HH:mm, 00:00 to 24:00.");
};

/**
 * UTC with milliseconds; without offset the time is read in the zone of the row.
 * @param dayTime time of a value that is a date only, `00:00`.
 */
export function toDateTime(dayTime: string): Coerce {
  const expected = "an ISO 8601 date-time such as 2026-11-20T10:15:00+02:00";
  return (cell, report) => {
    const text = trimmedText(cell, report);
    if (text === null) return null;
    if (isDate(text)) return localToUtc(`${text}T${dayTime}`, report.zone) ?? null;
    const [, date = "", hours, minutes, seconds = "00", fraction = "", offset] =
      DATETIME.exec(text) ?? [];
    if (!isDate(date) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
      return notADate(text, expected, report);
    }
    const millis = fraction.padEnd(3, "0").slice(0, 3);
    const local = `${date}T${hours ?? ""}:${minutes ?? ""}:${seconds}.${millis}`;
    if (offset === "Z") return `${local}Z`;
    if (offset === undefined) return localToUtc(local, report.zone) ?? null;
    const shift = offsetMinutes(offset);
    if (shift === undefined) return report.error("R002", `Expected ${expected}.`);
    const utc = new Date(Date.parse(`${local}Z`) - shift * 60_000).toISOString();
    // Before year 0 and after 9999 the form is another one (ECMA-262, 21.4.1.32).
    return /^\d/.test(utc) ? utc : report.error("R003", "Expected a year from 0000 to 9999.");
  };
}

function offsetMinutes(offset: string): number | undefined {
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  if (hours > 18 || minutes > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
