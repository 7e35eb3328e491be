/** Run ids: ULIDs, so that ids sort by the time of the run (github.com/ulid/spec). */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new ULID: 26 characters of Crockford base 32, 48 bits of milliseconds and 80 random bits. */
export function newRunId(now: Date): string {
  let time = now.getTime();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte % 32);
  return head + tail;
}
