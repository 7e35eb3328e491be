/** What a fault makes of the run that met it. Pure. */
import type { ErrorCode } from "../core/codes.ts";
import { AppError, OperatorError, TransientError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import { MAX_ATTEMPTS } from "./states.ts";

export type FaultVerdict =
  /** The run stays as it is and goes on after a pause. */
  | { readonly kind: "wait"; readonly code: ErrorCode; readonly message: string }
  /** It is built again, counted as one more attempt. */
  | { readonly kind: "again" }
  | { readonly kind: "fail"; readonly code: ErrorCode; readonly message: string };

/**
 * Certificates and settings are not waited for: the run fails with what to do, and the job is run
 * again when that is done. All that passes by itself, or is mended outside, is waited for; what a
 * run has built is never thrown away for it.
 */
export function judgeFault(error: unknown, run: Pick<ExportRun, "attempt">): FaultVerdict {
  if (error instanceof AppError) {
    const { code, message } = error;
    const mayPass = error instanceof TransientError || error instanceof OperatorError;
    if (mayPass && !code.startsWith("E")) return { kind: "wait", code, message };
    return { kind: "fail", code, message };
  }
  if (run.attempt < MAX_ATTEMPTS) return { kind: "again" };
  const text = error instanceof Error ? error.message : String(error);
  const message = `the export broke off ${run.attempt} times, at last with: ${text}`;
  return { kind: "fail", code: "S001", message };
}
