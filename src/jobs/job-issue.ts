/** Something wrong with a job, or with what is to be done to one: a value, never thrown. */
import type { ErrorCode } from "../core/codes.ts";

export interface JobIssue {
  readonly code: ErrorCode;
  /** Name of the field as the notation has it; absent where the action as a whole is meant. */
  readonly field?: string;
  /** As it was given, cut to 200 characters. */
  readonly value?: string;
  /** What is wrong and what was expected, as a sentence. */
  readonly message: string;
  /** What to do, where the remedy of the code does not say it. */
  readonly hint?: string;
}

/** An issue of one field. */
export interface FieldProblem extends JobIssue {
  readonly field: string;
}

const SHOWN_CHARS = 200;

/** A given value as issues show it. */
export function shownValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.slice(0, SHOWN_CHARS);
}
