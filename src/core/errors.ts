/** Error classes: the class says who must act, the code says what happened (see core/codes.ts). */
import type { ErrorCode } from "./codes.ts";

export interface ErrorExtras {
  /** The command or setting that helps. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.code = code;
    this.hint = extras.hint;
    this.details = extras.details ?? {};
  }
}

/** Wrong arguments of a command. */
export class UsageError extends AppError {
  override readonly name = "UsageError";
}

/** The administrator must correct settings. */
export class ConfigError extends AppError {
  override readonly name = "ConfigError";
}

/** The sender's file is wrong as a whole: rejected with a report, never tried again. */
export class InputError extends AppError {
  override readonly name = "InputError";
}

/** Busy, locked, disk full: the work waits and is tried again by itself. */
export class TransientError extends AppError {
  override readonly name = "TransientError";
}

/** The operator must act (permissions, missing folder) before it can go on. */
export class OperatorError extends AppError {
  override readonly name = "OperatorError";
}

const TRANSIENT: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: "S004",
  EDQUOT: "S004",
  EMFILE: "S006",
  ENFILE: "S006",
  EBUSY: "S006",
  EAGAIN: "S006",
  EIO: "S006",
  ETIMEDOUT: "S006",
  ENOMEM: "S006",
};

const OPERATOR: Readonly<Record<string, ErrorCode>> = {
  EACCES: "S005",
  EPERM: "S005",
  EROFS: "S005",
  ENOTDIR: "S005",
};

/** The system's own code of an error (`ENOENT`), if it has one. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/**
 * Translates an error of the file system into one of ours, by its code, never by its text.
 * Errors that are ours already, and faults that are nobody's, pass unchanged.
 */
export function fromSystem(error: unknown, doing: string): unknown {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  const text = error instanceof Error ? error.message : String(error);
  const transient = code === undefined ? undefined : TRANSIENT[code];
  if (transient) return new TransientError(transient, `${doing}: ${text}`, { cause: error });
  const operator = code === undefined ? undefined : OPERATOR[code];
  if (operator) return new OperatorError(operator, `${doing}: ${text}`, { cause: error });
  return error;
}
