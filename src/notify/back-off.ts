/** When a mail that was not taken is tried again, and when it is given up: pure. */

const MINUTE_MS = 60_000;
/** After the first, second, ... failure; then hourly. */
const PAUSES_MS = [1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS);
const LONGEST_MS = 60 * MINUTE_MS;
const GIVE_UP_MS = 3 * 24 * 60 * MINUTE_MS;

/** @param attempts how many have failed, from 1. */
export function pauseAfter(attempts: number): number {
  return PAUSES_MS[attempts - 1] ?? LONGEST_MS;
}

/** Asked after a failure only: a mail is tried at least once, however long the daemon was down. */
export function isGivenUp(queuedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(queuedAt) >= GIVE_UP_MS;
}

/** What is due now: also a try further ahead than the longest pause, which a wrong clock has set. */
export function dueNow(now: Date): { readonly at: string; readonly orAfter: string } {
  const farMs = now.getTime() + LONGEST_MS + MINUTE_MS;
  return { at: now.toISOString(), orAfter: new Date(farMs).toISOString() };
}
