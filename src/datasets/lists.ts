/** Lists `a;b` and pairs `a=1;b=2` in one cell; `\;` `\=` `\\` stand for the character itself. */
import type { Cell } from "../formats/rows.ts";
import { exactText, trimmedText } from "./cell-text.ts";
import type { CellReport, Coerce } from "./cell-report.ts";
import { fold } from "../store/fold.ts";

export type Pair = readonly [string, string];

/** Items of a list, without blanks around them; empty ones are left out. */
export function splitList(text: string): readonly string[] {
  return splitAt(text, ";")
    .map((item) => unescape(item.trim()))
    .filter((item) => item !== "");
}

/** The text that splitList reads back. */
export function joinList(items: readonly string[]): string {
  return items.map(escape).join(";");
}

/** Pairs of a text; an item without `=` has undefined as its value. */
export function splitPairs(text: string): readonly (readonly [string, string | undefined])[] {
  return splitAt(text, ";")
    .filter((item) => item.trim() !== "")
    .map((item) => {
      const [key = "", ...rest] = splitAt(item, "=");
      const value = rest.length === 0 ? undefined : unescape(rest.join("=").trim());
      return [unescape(key.trim()), value] as const;
    });
}

/** The text that splitPairs reads back. */
export function joinPairs(pairs: readonly Pair[]): string {
  return pairs.map(([key, value]) => `${escape(key)}=${escape(value)}`).join(";");
}

function escape(text: string): string {
  return text.replace(/[\\;=]/g, "\\$&");
}

function unescape(text: string): string {
  return text.replace(/\\([\\;=])/g, "$1");
}

/** Splits at a character that has no backslash before it. */
function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "\\") i++;
    else if (char === separator) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** A list: items in their order, without repetitions. */
export const toList: Coerce = (cell, report) => {
  const items = listItems(cell, report);
  if (items === null) return null;
  const seen = new Set<string>();
  return items.filter((item) => seen.size < seen.add(fold(item)).size);
};

/** A list in which no item may stand twice. */
export const toDistinctList: Coerce = (cell, report) => {
  const items = listItems(cell, report);
  if (items === null) return null;
  const isDistinct = new Set(items.map(fold)).size === items.length;
  return isDistinct
    ? items
    : report.error("R003", "Expected a list in which no item stands twice.");
};

function listItems(cell: Exclude<Cell, null>, report: CellReport): readonly string[] | null {
  if (typeof cell !== "string" && cell.kind === "json") {
    const value: unknown = JSON.parse(cell.text);
    if (Array.isArray(value) && value.every(isPlain)) {
      return usable(value, report)?.filter((item) => item !== "") ?? null;
    }
    return report.error("R002", "Expected a list of texts.");
  }
  const text = trimmedText(cell, report);
  if (text === null) return null;
  const items = splitList(text);
  return items.length === 0 ? null : items;
}

/** @param expected what the message says: `pairs such as German=3;Billing=2`. */
export function toPairs(expected: string): Coerce {
  return (cell, report) => {
    const pairs = rawPairs(cell, report, expected);
    if (pairs === null || pairs.length === 0) return null;
    const whole = pairs.flatMap(([key, value]) =>
      key === "" || value === undefined || value === "" ? [] : [[key, value] as const],
    );
    if (whole.length < pairs.length) return report.error("R002", `Expected ${expected}.`);
    if (new Set(whole.map(([key]) => fold(key))).size < whole.length) {
      return report.error("R003", "Expected pairs in which no name stands twice.");
    }
    return whole;
  };
}

function rawPairs(
  cell: Exclude<Cell, null>,
  report: CellReport,
  expected: string,
): readonly (readonly [string, string | undefined])[] | null {
  if (typeof cell !== "string" && cell.kind === "json") {
    const value: unknown = JSON.parse(cell.text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const entries: [string, unknown][] = isObject ? Object.entries(value) : [];
    if (isObject && entries.every(([, each]) => isPlain(each))) {
      const names = usable(
        entries.map(([name]) => name),
        report,
      );
      const values =
        names &&
        usable(
          entries.map(([, each]) => each),
          report,
        );
      return values && names.map((name, index) => [name, values[index]] as const);
    }
    return report.error("R002", `Expected ${expected}.`);
  }
  const text = trimmedText(cell, report);
  return text === null ? null : splitPairs(text);
}

/** The values as texts without blanks around them; null when one was reported. */
function usable(values: readonly unknown[], report: CellReport): readonly string[] | null {
  const texts: string[] = [];
  for (const value of values) {
    const text = exactText(String(value), report);
    if (text === null) return null;
    texts.push(text.trim());
  }
  return texts;
}

/** A longer whole number has lost digits already. */
function isPlain(value: unknown): value is string | number | boolean {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value === "string" || typeof value === "boolean";
}
