/** What holds a line up, as one of our errors: its class says who must act, its code stands in the status. */
import { AppError, fromSystem, OperatorError, systemCode, TransientError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";

export function heldFault(error: unknown): AppError {
  const known = fromSystem(error, "The folders of this type");
  if (known instanceof AppError) return known;
  const reason = error instanceof Error ? error.message : String(error);
  // The steps expect every file that may be gone; what is left is a folder that went away.
  const isMissing = systemCode(error) === "ENOENT";
  if (isMissing)
    return new OperatorError("S005", `A folder is missing: ${reason}`, { cause: error });
  return new AppError("S001", reason, { cause: error });
}

/** One line for a fault that is new. */
export function logHeld(
  log: Logger,
  facts: Readonly<Record<string, unknown>>,
  fault: AppError,
): void {
  const fields = { event: "drop.held" as const, ...facts };
  if (fault instanceof TransientError) log.warn(fields, "the line waits");
  else if (fault instanceof OperatorError) log.error(fields, "the line waits for the operator");
  else log.error(fields, "a fault of Quayside holds the line");
}
