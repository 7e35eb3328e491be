/** Serial numbers of days to dates and times, in both date systems of workbooks. */
const DAY_MS = 86_400_000;
/** Day 0 of the system that has no 29 February 1900, for the days after it. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** The first day after 9999-12-31. */
const END_1900 = 2_958_466;
const END_1904 = END_1900 - 1462;

export interface Moment {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:mm:ss`, with `.SSS` where it is asked for and not zero. */
  readonly time: string;
}

/**
 * Date and time of a serial number; undefined outside of what the date system can say.
 * Times are rounded to seconds, or to milliseconds with `hasFraction`: binary fractions of a day
 * hardly ever hit them.
 */
export function serialMoment(
  serial: number,
  is1904: boolean,
  hasFraction: boolean,
): Moment | undefined {
  const step = hasFraction ? 1 : 1000;
  const ms = Math.round((serial * DAY_MS) / step) * step;
  const day = Math.floor(ms / DAY_MS);
  if (day < 0 || day >= (is1904 ? END_1904 : END_1900)) return undefined;
  const time = clockTime(ms - day * DAY_MS);
  if (is1904) return { date: isoDate(EPOCH_1904 + day * DAY_MS), time };
  if (day === 0) return undefined;
  // Lotus 1-2-3 took 1900 for a leap year, and Excel keeps its day 60.
  if (day === 60) return { date: "1900-02-29", time };
  return { date: isoDate(EPOCH_1900 + (day < 60 ? day + 1 : day) * DAY_MS), time };
}

/** The time of day of a serial number, its date left out; undefined for a negative one. */
export function serialTime(serial: number, hasFraction: boolean): string | undefined {
  if (serial < 0) return undefined;
  const step = hasFraction ? 1 : 1000;
  const ms = Math.round(((serial % 1) * DAY_MS) / step) * step;
  return clockTime(Math.min(ms, DAY_MS - step));
}

/** A duration as `h:mm` or `h:mm:ss`; undefined for a negative one. */
export function serialHours(serial: number): string | undefined {
  if (serial < 0) return undefined;
  const seconds = Math.round(serial * 86_400);
  const rest = seconds % 60;
  const minutes = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`;
  return rest === 0 ? minutes : `${minutes}:${two(rest)}`;
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = ms % 1000;
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(3, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
