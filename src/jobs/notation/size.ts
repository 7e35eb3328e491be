/** SplitSize: `none`, `100MB`, `256KiB`, `1GiB`; a number alone counts bytes. */
import { got, type Reading, wrong } from "./reading.ts";

/** Largest first. */
const UNITS = [
  ["GiB", 1024 ** 3],
  ["GB", 1e9],
  ["MiB", 1024 ** 2],
  ["MB", 1e6],
  ["KiB", 1024],
  ["KB", 1e3],
  ["B", 1],
] as const;

const LEAST = 64 * 1024;
const MOST = 1024 ** 3;
const EXPECTED = "none, or a size from 64KiB to 1GiB such as 100MB or 256KiB";

/** Bytes; undefined for `none`. */
export function readSize(text: string): Reading<number | undefined> {
  if (text.toLowerCase() === "none") return got(undefined);
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const wanted = unit === "" ? "b" : unit.toLowerCase();
  const factor = UNITS.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (amount === "" || factor === undefined) return wrong("R002", EXPECTED);
  const bytes = Math.round(Number(amount) * factor);
  return bytes < LEAST || bytes > MOST ? wrong("R003", EXPECTED) : got(bytes);
}

/** In the largest unit that leaves no fraction; powers of 1,000 where they are the rounder ones. */
export function writeSize(bytes: number | undefined): string {
  if (bytes === undefined) return "none";
  const fits = UNITS.filter(([, factor]) => bytes % factor === 0);
  const [unit, factor] = fits[0] ?? ["B", 1];
  return `${bytes / factor}${unit}`;
}
