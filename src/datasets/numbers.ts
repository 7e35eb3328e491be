/** Whole numbers, decimal numbers, yes and no, 64-bit numbers: text -> value. */
import { trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";

const TRUTH: ReadonlyMap<string, number> = new Map([
  ...["TRUE", "Y", "YES", "1", "X"].map((text) => [text, 1] as const),
  ...["FALSE", "N", "NO", "0"].map((text) => [text, 0] as const),
]);

const INT64_MAX = 2n ** 63n;

/** @param expected what the message says: `a whole number from 1 to 255`. */
export function wholeNumber(expected: string): Coerce {
  return (cell, report) => {
    const text = trimmedText(cell, report);
    if (text === null) return null;
    // 30.0 is how some programs write a whole number.
    const value = /^[+-]?\d{1,15}(?:\.0+)?$/.test(text) ? Number(text) : NaN;
    return Number.isNaN(value) ? report.error("R002", `Expected ${expected}.`) : value + 0;
  };
}

const ENTITY_TYPES = "0, 1, 2, 3, 5, 6 or 7";
const smallNumber = wholeNumber(ENTITY_TYPES);

/** Type of an interaction in the contact history: 0 to 7 without 4, which nothing has. */
export const entityType: Coerce = (cell, report) => {
  const value = smallNumber(cell, report);
  return value === 4 ? report.error("R003", `Expected ${ENTITY_TYPES}.`) : value;
};

export function decimalNumber(expected: string): Coerce {
  return (cell, report) => {
    const text = trimmedText(cell, report);
    if (text === null) return null;
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? value : report.error("R002", `Expected ${expected}.`);
  };
}

export const truthValue: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  return (
    TRUTH.get(text.toUpperCase()) ??
    report.error("R002", "Expected TRUE or FALSE (Y/N, 1/0 and X are understood too).")
  );
};

/** A whole number of 64 bits stays text: JavaScript's numbers would round it. */
export const int64Text: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  if (!/^-?\d{1,19}$/.test(text)) {
    return report.error("R002", "Expected a whole number in decimal digits.");
  }
  const value = BigInt(text);
  if (value >= INT64_MAX || value < -INT64_MAX) {
    return report.error("R003", "Expected a whole number of 64 bits.");
  }
  return value.toString();
};
