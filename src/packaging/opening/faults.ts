/** What opening an artifact finds wrong with it. */
import { InputError } from "../../core/errors.ts";

/** E009: bytes that are not as they must be. The message names the file. */
export function damaged(message: string, cause?: unknown): InputError {
  return new InputError("E009", message, cause === undefined ? {} : { cause });
}

/** E009 of a kind that no second download mends: another program may be able to open it. */
export function unsupported(message: string, hint: string): InputError {
  return new InputError("E009", message, { hint });
}
