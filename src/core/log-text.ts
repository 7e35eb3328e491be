/** A log line as text for operators: `2026-11-20 10:15:00.120 INFO  file archived  rows=3`. */
import { AppError } from "./errors.ts";
import type { LogFields, LogLevel } from "./log-line.ts";
import { redact } from "./redact.ts";

/** The line without its line break; the stack of a fault of ours follows on lines of its own. */
export function logText(
  stamp: string,
  level: LogLevel,
  fields: LogFields,
  message: string,
): string {
  const { err, ...rest } = fields;
  const parts = Object.entries(redact(rest))
    .filter(([name, value]) => name !== "event" && value !== undefined)
    .map(([name, value]) => `${name}=${valueText(value)}`);
  const head = `${stamp} ${level.toUpperCase().padEnd(5)} ${message}`;
  const line = [head, ...parts, ...errorParts(err)].join("  ");
  return [line, ...stackLines(err)].join("\r\n");
}

function valueText(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) return safe(JSON.stringify(value));
  return String(value);
}

function quoted(text: string): string {
  return /^[\p{L}\p{N}_.:/\\@+~#%-]+$/u.test(text) ? text : safe(JSON.stringify(text));
}

/** Characters that turn the direction of writing would let a file name forge what a line says. */
function safe(text: string): string {
  return text.replace(/[\u200e\u200f\u2028-\u202e\u2066-\u2069\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function errorParts(err: unknown): readonly string[] {
  if (err === undefined) return [];
  if (!(err instanceof Error)) return [`error=${valueText(err)}`];
  const code = err instanceof AppError ? [`code=${err.code}`] : [];
  const hint = err instanceof AppError && err.hint ? [`hint=${quoted(err.hint)}`] : [];
  return [...code, `error=${quoted(err.message)}`, ...hint];
}

function stackLines(err: unknown): readonly string[] {
  if (!(err instanceof Error) || err instanceof AppError) return [];
  const frames = (err.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return frames.map((line) => `  ${line}`);
}
