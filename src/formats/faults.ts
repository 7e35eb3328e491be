/** The errors that every reader throws for a file as a whole. */
import { AppError, fromSystem, InputError, systemCode } from "../core/errors.ts";
import type { ReadLimits } from "./rows.ts";

/** F009, naming the limit as the settings do. */
export function overLimit(
  name: keyof ReadLimits,
  limits: ReadLimits,
  what: string,
  extra = "",
): InputError {
  const message = `${what} is over the limit ${name} of ${limits[name]}${extra}`;
  return new InputError("F009", message, { details: { limit: name } });
}

/** F010 with what is wrong and where. */
export function corrupt(message: string, cause?: unknown): InputError {
  return new InputError("F010", message, cause === undefined ? {} : { cause });
}

/**
 * An error met while reading, as one of ours: busy and forbidden files keep their class, any other
 * refusal of the system means that the file can't be read (F001). Bugs pass unchanged.
 */
export function readFault(error: unknown): unknown {
  const known = fromSystem(error, "reading the file");
  if (known instanceof AppError) return known;
  const code = systemCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new InputError("F001", `the file could not be read: ${code}`, { cause: error });
}
