/** Parts that the reports of imports and of exports have in common: pure. */
import { CODES, isErrorCode } from "../core/codes.ts";
import type { View } from "./render.ts";

const MOST_CODES = 10;

/** The most frequent codes first, each with what it means and what to do. */
export function codeViews(codes: Readonly<Record<string, number>>): readonly View[] {
  return Object.entries(codes)
    .sort(([a, few], [b, many]) => many - few || (a < b ? -1 : 1))
    .slice(0, MOST_CODES)
    .map(([code, count]) => ({
      ...codeView(code),
      times: count === 1 ? "once" : `${count} times`,
    }));
}

export function codeView(code: string): View {
  if (!isErrorCode(code)) return { code };
  const { meaning, remedy } = CODES[code];
  return { code, meaning, remedy };
}

/** Names are filled up with blanks, so that the values stand below each other in plain text. */
export function factViews(facts: readonly (readonly [string, string])[]): readonly View[] {
  const width = Math.max(...facts.map(([name]) => name.length)) + 1;
  return facts.map(([name, value]) => ({ name, padded: `${name}:`.padEnd(width), value }));
}
