/** Instants as people of the campaign's time zone read them. */
import { isoWithOffset } from "../../core/zone.ts";

/** Offsets of zones change on the quarter of an hour. */
const QUARTER_MS = 900_000;
/** Half a year of quarters. */
const MOST_QUARTERS = 17_000;

/** `2026-11-20T10:15:00.120+02:00`, of ISO 8601 in UTC; undefined stays undefined. */
export type ZonedTimes = (instant: string | undefined) => string | undefined;

/** Asks for the offset once for each quarter of an hour: a file has millions of times. */
export function createZonedTimes(zone: string): ZonedTimes {
  const offsets = new Map<number, string>();
  const offsetAt = (quarter: number): string => {
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    if (offsets.size >= MOST_QUARTERS) offsets.clear();
    const local = isoWithOffset(new Date(quarter * QUARTER_MS), zone);
    const offset = /[+-]\d\d:\d\d$/.exec(local)?.[0] ?? "+00:00";
    offsets.set(quarter, offset);
    return offset;
  };
  return (instant) => {
    if (instant === undefined) return undefined;
    const ms = Date.parse(instant);
    if (Number.isNaN(ms)) return instant;
    const offset = offsetAt(Math.floor(ms / QUARTER_MS));
    return new Date(ms + offsetMs(offset)).toISOString().replace("Z", offset);
  };
}

function offsetMs(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}
