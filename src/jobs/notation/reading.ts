/** What comes of reading the text of one field: its value, or what was expected instead. */
import type { RowCode } from "../../core/codes.ts";

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: RowCode; readonly expected: string };

export type Read<T> = (text: string) => Reading<T>;

export function got<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** @param expected continues "expected ...". */
export function wrong<T>(code: RowCode, expected: string): Reading<T> {
  return { ok: false, code, expected };
}

/** Reads one of a few words, without regard to case. */
export function oneOf<const T extends string>(words: readonly T[]): Read<T> {
  return (text) => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    return found === undefined ? wrong("R003", `one of ${words.join(", ")}`) : got(found);
  };
}
