/** Deadline: `30m`, `2h`, `1d`. */
import { got, type Reading, wrong } from "./reading.ts";

/** Largest first; in milliseconds. */
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const;
const MOST_MS = 7 * 86_400_000;
const EXPECTED = "a time from 1m to 7d such as 30m or 2h";

export function readWait(text: string): Reading<number> {
  const [, amount = "", unit = ""] = /^(\d{1,5})\s*([a-z])$/i.exec(text) ?? [];
  const factor = UNITS.find(([name]) => name === unit.toLowerCase())?.[1];
  if (factor === undefined) return wrong("R002", EXPECTED);
  const ms = Number(amount) * factor;
  return ms < 60_000 || ms > MOST_MS ? wrong("R003", EXPECTED) : got(ms);
}

/** In the largest unit that leaves no fraction. */
export function writeWait(ms: number): string {
  const [unit, factor] = UNITS.find(([, one]) => ms % one === 0) ?? UNITS[2];
  return `${ms / factor}${unit}`;
}
