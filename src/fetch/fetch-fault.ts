/** What a fault makes of the fetch that met it. Pure. */
import type { ErrorCode } from "../core/codes.ts";
import { AppError, TransientError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";

export const MAX_ATTEMPTS = 3;

export type FaultVerdict =
  /** Tried again after a pause. */
  | { readonly kind: "wait"; readonly code: ErrorCode; readonly message: string }
  /** Tried again, counted as one more attempt. */
  | { readonly kind: "again"; readonly message: string }
  | { readonly kind: "time out"; readonly message: string }
  | { readonly kind: "fail"; readonly code: ErrorCode; readonly message: string };

/**
 * What passes by itself is waited for: up to the deadline while nothing is fetched, and as long as it
 * takes once content is here, because that must not be lost. A login, a host key, a table that a person
 * must mend fails at once: the job is run again when that is done.
 */
export function judgeFault(
  error: unknown,
  run: Pick<ExportRun, "attempt" | "fetch">,
  isOver: boolean,
): FaultVerdict {
  if (error instanceof TransientError) {
    const { code, message } = error;
    const isHere = run.fetch?.files.some(({ step }) => step !== "found" && step !== "settled");
    if (!isOver || isHere === true) return { kind: "wait", code, message };
    return { kind: "time out", message: `${message}; it was tried up to the deadline` };
  }
  if (error instanceof AppError) {
    return { kind: "fail", code: error.code, message: error.message };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (run.attempt < MAX_ATTEMPTS) return { kind: "again", message: text };
  const message = `the fetch broke off ${run.attempt} times, at last with: ${text}`;
  return { kind: "fail", code: "S001", message };
}
