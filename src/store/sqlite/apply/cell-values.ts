/** Values of a feed as SQL values. */
import { CLEAR, type ColumnSpec, NEXT_FREE } from "../../dataset-spec.ts";
import type { FeedValue } from "../../feed.ts";
import type { SqlValue } from "../database.ts";
import type { ColumnType } from "../layout.ts";

/** Values are cut to this in an issue. */
const SHOWN_CHARS = 200;

/** A value as its column stores it; lists and pairs become JSON text, CLEAR becomes null. */
export function stored(value: FeedValue, type: ColumnType): SqlValue {
  if (value === null || value === CLEAR) return null;
  if (typeof value === "string") return type === "TEXT" ? value : numberOr(value);
  if (typeof value === "number") return type === "TEXT" ? String(value) : value;
  return JSON.stringify(value);
}

/** A value as text: references and keys are text, whatever the file made of them. */
export function textOf(value: Exclude<FeedValue, null>): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function numberOr(text: string): number | string {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}

/** Whether a cell gives a value: neither empty nor `~`. */
export function isGiven(value: FeedValue | undefined): value is Exclude<FeedValue, null> {
  return value !== null && value !== undefined && value !== CLEAR && value !== "";
}

/** A value for people, as issues show it; nothing of a secret column. */
export function shown(value: FeedValue | undefined, spec?: ColumnSpec): string | undefined {
  if (value === null || value === undefined || value === CLEAR || spec?.secret) return undefined;
  if (value === NEXT_FREE) return "next";
  return textOf(value).slice(0, SHOWN_CHARS);
}

/** Free attributes of a record: those of the file over those that are there. */
export function mergedJson(old: SqlValue, added: SqlValue): SqlValue {
  const before = objectOf(old);
  const after = objectOf(added);
  return before && after ? JSON.stringify({ ...before, ...after }) : added;
}

function objectOf(text: SqlValue): Record<string, unknown> | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not JSON: the new text replaces it
  }
}
