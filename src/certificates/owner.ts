/** The name under which certificates are kept: jobs, commands and a folder on the disk bear it. */
import { UsageError } from "../core/errors.ts";
import { nameProblem } from "../files/safe-name.ts";

/** Where nothing is said. */
export const DEFAULT_OWNER = "default";

const PLAIN = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * The one form of an owner's name, in small letters: people type it, and not every disk tells
 * `Client` from `client`.
 * @throws {UsageError} S010
 */
export function ownerName(text: string): string {
  const name = text.toLowerCase();
  if (isOwnerName(name)) return name;
  throw new UsageError("S010", `${JSON.stringify(text)} can't be the owner of a certificate`, {
    hint: "Use up to 64 letters, digits, dots, dashes and underscores, the first a letter or digit.",
  });
}

/** Whether it is one in that form; names that Windows can't use are none. */
export function isOwnerName(name: string): boolean {
  return PLAIN.test(name) && nameProblem(name) === undefined;
}
