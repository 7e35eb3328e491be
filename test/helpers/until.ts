/** Waits for a condition, never for a time. */
import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks `probe` again and again until it answers something other than undefined or false.
 * @throws {Error} that names what was waited for, after `limitMs`.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 180_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await pause(10);
  }
}
