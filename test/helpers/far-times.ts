/** Times of the day that are far from now: what is due then is not due while a test goes on. */

const HOUR_MS = 3_600_000;

/** Two times of the day in UTC, 12 hours apart, of which the next is 5 to 6 hours from now: `["02:00", "14:00"]`. */
export function farTimes(): readonly [string, string] {
  const hour = new Date(Date.now() + 6 * HOUR_MS).getUTCHours() % 12;
  const time = (of: number): string => `${String(of).padStart(2, "0")}:00`;
  return [time(hour), time(hour + 12)];
}
