/** Time zones: the adapter of luxon. */
import { DateTime, IANAZone } from "luxon";

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** The zone that the system is set to. */
export function systemTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `yyyyMMdd_HHmmss` in the zone: the head of names in History. */
export function historyStamp(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyyMMdd_HHmmss");
}

/** `yyyy-MM-dd HH:mm:ss.SSS` in the zone: the head of the lines that operators read. */
export function logStamp(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd HH:mm:ss.SSS");
}

/** ISO 8601 with milliseconds and the zone's offset: `2026-11-20T10:15:00.120+02:00`. */
export function isoWithOffset(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toISO() ?? at.toISOString();
}

/**
 * A local date-time without offset, read in the zone, as UTC ISO 8601 with milliseconds; undefined
 * when it is no date-time. A time in a daylight-saving gap moves on by the gap (luxon's rule).
 */
export function localToUtc(text: string, zone: string): string | undefined {
  const at = DateTime.fromISO(text, { zone });
  return at.isValid ? at.toUTC().toISO() : undefined;
}

/** The same local time so many calendar units earlier; a day is 23 hours long where clocks are put forward. */
export function earlier(
  at: Date,
  zone: string,
  span: { readonly unit: "hours" | "days" | "weeks" | "months"; readonly count: number },
): Date {
  return DateTime.fromJSDate(at, { zone })
    .minus({ [span.unit]: span.count })
    .toJSDate();
}

/** In the zone and so many days later, by the letters yyyy MM dd HH mm ss; all others stand for themselves. */
export function dateText(at: Date, zone: string, format: string, days: number): string {
  return DateTime.fromJSDate(at, { zone }).plus({ days }).toFormat(format);
}

/** How far the zone's clock is ahead of UTC at an instant (milliseconds since 1970), in milliseconds. */
export function zoneOffsetMs(at: number, zone: string): number {
  return IANAZone.create(zone).offset(at) * 60_000;
}
