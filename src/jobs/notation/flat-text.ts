/** A value as JSON and YAML have it -> the text that says the same in the flat notation. Pure. */
import { CLEAR } from "./fields.ts";

/** `["a","b"]` -> `a;b`, `[]` -> `~`; what the notation does not know is shown as JSON. */
export function flatText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return CLEAR;
  const items: readonly unknown[] = value;
  const isFlat = items.every((item) => typeof item === "string" && !/[;,]/.test(item));
  return isFlat ? items.join(";") : JSON.stringify(value);
}
