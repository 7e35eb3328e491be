/** The name that a file has on the share until it is complete. */
import type { LocalFile } from "./destination.ts";

const SUFFIX = ".quayside-tmp";
const HASH_LENGTH = 12;
const HASH = /^[0-9a-f]{12}$/;

/** What a probe writes and deletes. */
export const PROBE_NAME = `.probe${SUFFIX}`;

/**
 * `.export-1.zip.smime.0123456789ab.quayside-tmp`: starts with a dot, so that no pattern of a client
 * takes it; names the content, so that a later try finds what was sent and never goes on with another.
 */
export function temporaryName({ name, sha256 }: Pick<LocalFile, "name" | "sha256">): string {
  return `.${name}.${sha256.slice(0, HASH_LENGTH)}${SUFFIX}`;
}

/** Whether `entry` is a temporary name of the artifact `name`, whatever its content. */
export function isTemporaryNameOf(name: string, entry: string): boolean {
  const start = `.${name}.`;
  if (!entry.startsWith(start) || !entry.endsWith(SUFFIX)) return false;
  return HASH.test(entry.slice(start.length, -SUFFIX.length));
}
