/** Values that carry something encoded: base64 and JSON objects. They stay text. */
import { exactText, trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";

/** Base64 (RFC 4648, section 4), without the line breaks that mail programs add. */
export const base64Text: Coerce = (cell, report) => {
  const text = exactText(cell, report)?.replace(/\s+/g, "");
  if (text === undefined || text === "") return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.slice(0, text.length - padding);
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(digits)) {
    return report.error("R002", "Expected base64.");
  }
  return text;
};

/** A JSON object; the text is kept, so that no digit of its numbers is lost. */
export const jsonObjectText: Coerce = (cell, report) => {
  const isNested = typeof cell !== "string" && cell.kind === "json";
  const text = isNested ? cell.text.trim() : trimmedText(cell, report);
  if (text === null || text === "") return null;
  return parseObject(text) ? text : report.error("R002", "Expected a JSON object.");
};

/** The object that the text holds, or undefined. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
