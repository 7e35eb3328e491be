/** What passes between the store and its threads: calls with numbers, answers, errors. */
import {
  AppError,
  ConfigError,
  InputError,
  OperatorError,
  TransientError,
  UsageError,
} from "./errors.ts";
import type { ErrorCode } from "./codes.ts";

/** To the thread. */
export interface CallMessage {
  readonly number: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
  /** The caller's clock, in milliseconds. */
  readonly now: number;
}

/** From the thread. Number 0 is the answer to its start. */
export type AnswerMessage =
  | { readonly kind: "result"; readonly number: number; readonly result: unknown }
  | { readonly kind: "error"; readonly number: number; readonly error: CarriedError }
  | { readonly kind: "progress"; readonly number: number; readonly progress: unknown };

/** An error on its way: structured clone would keep neither class nor code. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: ErrorCode;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

const CLASSES = { AppError, ConfigError, InputError, OperatorError, TransientError, UsageError };

export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: undefined };
  }
  const { name, message, stack } = error;
  if (!(error instanceof AppError)) return { name, message, stack };
  return { name, message, stack, code: error.code, hint: error.hint, details: error.details };
}

export function unpackError(carried: CarriedError): Error {
  const { name, message, stack, code, hint, details } = carried;
  if (code === undefined) {
    const error = new Error(message);
    if (stack !== undefined) error.stack = stack;
    return error;
  }
  const Class = Object.hasOwn(CLASSES, name) ? CLASSES[name as keyof typeof CLASSES] : AppError;
  const extras = { ...(hint === undefined ? {} : { hint }), ...(details ? { details } : {}) };
  const error = new Class(code, message, extras);
  if (stack !== undefined) error.stack = stack;
  return error;
}
