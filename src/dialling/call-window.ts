/**
 * When a customer may be called: from CallFrom until CallUntil on the clock of its zone. Clocks that are put
 * forward or back need no rule of their own, since the clock's reading decides.
 */
import { zoneOffsetMs } from "../core/zone.ts";

export interface CallWindow {
  /** HH:mm; both or none. */
  readonly from?: string | undefined;
  /** HH:mm; 24:00 is the end of the day; not later than `from`: of the next day. That minute is outside. */
  readonly until?: string | undefined;
  /** IANA. */
  readonly zone: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The first instant from `at` on (milliseconds since 1970) at which the window is open. */
export function nextOpening(at: number, { from, until, zone }: CallWindow): number {
  if (from === undefined || until === undefined) return at;
  const [fromMs, untilMs] = [minutesOf(from) * MINUTE_MS, minutesOf(until) * MINUTE_MS];
  const readingAt = (instant: number): number => instant + zoneOffsetMs(instant, zone);
  const isOpenAt = (instant: number): boolean => {
    const timeOfDay = modulo(readingAt(instant), DAY_MS);
    if (fromMs >= untilMs) return timeOfDay >= fromMs || timeOfDay < untilMs;
    return timeOfDay >= fromMs && timeOfDay < untilMs;
  };
  if (isOpenAt(at)) return at;
  const midnight = readingAt(at) - modulo(readingAt(at), DAY_MS);
  for (let day = 0; ; day++) {
    const openings = instantsOf(midnight + day * DAY_MS + fromMs, zone);
    const next = openings.filter((instant) => instant > at && isOpenAt(instant));
    if (next.length > 0) return Math.min(...next);
  }
}

/** The instants at which the zone's clock shows `reading`: two where it is put back; in a gap, its end. */
function instantsOf(reading: number, zone: string): readonly number[] {
  const offsets = [reading - DAY_MS, reading + DAY_MS].map((at) => zoneOffsetMs(at, zone));
  const found = offsets
    .map((offset) => reading - offset)
    .filter((instant) => instant + zoneOffsetMs(instant, zone) === reading);
  if (found.length > 0) return found;
  const [before = 0, after = 0] = offsets;
  return [changeBetween(reading - after, reading - before, zone)];
}

/** The first instant after `low` with another offset than it has. */
function changeBetween(low: number, high: number, zone: string): number {
  const former = zoneOffsetMs(low, zone);
  let [below, above] = [low, high];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (zoneOffsetMs(middle, zone) === former) below = middle;
    else above = middle;
  }
  return above;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
