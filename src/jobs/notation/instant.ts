/** Dates and instants within the notation of a job. */
import type { RowCode } from "../../core/codes.ts";
import { isDate, toDateTime } from "../../datasets/dates.ts";
import { got, type Reading, wrong } from "./reading.ts";

const toInstant = toDateTime("00:00");

/**
 * A date (its first moment) or date-time, in the zone where it has no offset, as UTC ISO 8601 with
 * milliseconds: `2026-12-01T02:00Z`, `2026-12-01 04:00+02:00`, `2026-12-01`.
 */
export function readInstant(text: string, zone: string): Reading<string> {
  let code: RowCode = "R002";
  const value = toInstant(text, {
    zone,
    error: (found) => {
      code = found;
      return null;
    },
    warn: () => undefined,
  });
  if (typeof value === "string") return got(value);
  return wrong(code, "a date or date-time that exists, such as 2026-12-01 or 2026-12-01T02:00Z");
}

/** `YYYY-MM-DD`. */
export function readDate(text: string): Reading<string> {
  // A date cell of a workbook may show a time of midnight as well.
  const day = text.replace(/[T ]00:00(?::00(?:\.0+)?)?$/, "");
  return isDate(day) ? got(day) : wrong("R002", "a date YYYY-MM-DD that exists");
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** Times of day `02:00,14:00`: in order, each once. */
export function readTimes(text: string): Reading<readonly string[]> {
  const times = new Set<string>();
  for (const part of text.split(/[,;]/)) {
    const [, hours, minutes] = TIME.exec(part.trim()) ?? [];
    if (hours === undefined || minutes === undefined) {
      return wrong("R002", "times from 00:00 to 23:59, such as 02:00 or 02:00,14:00");
    }
    times.add(`${hours.padStart(2, "0")}:${minutes}`);
  }
  return got([...times].sort());
}
