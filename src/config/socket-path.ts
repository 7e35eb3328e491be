/** Where the daemon listens for the command line: both compute it from the same settings. */
import { createHash } from "node:crypto";
import { platform, tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** The address of a Unix socket holds 108 bytes on Linux, 104 elsewhere, with a NUL at its end. */
const LONGEST_BYTES = 103;

/**
 * The wanted path; one that is too long for a socket becomes a short one in the temporary folder,
 * and on Windows a named pipe stands for it.
 */
export function socketPathOf(wantedPath: string, system = platform()): string {
  const digest = createHash("sha256").update(wantedPath).digest("hex").slice(0, 16);
  if (system === "win32") return `\\\\.\\pipe\\quayside-${digest}`;
  if (Buffer.byteLength(wantedPath) <= LONGEST_BYTES) return wantedPath;
  return join(tmpdir(), `quayside-${userInfo().uid}-${digest}.sock`);
}
