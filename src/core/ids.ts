/** Run ids: ULIDs, so that ids sort by the time of the run (github.com/ulid/spec). */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** New ids that sort in the order in which they are given, though they are of the same moment. */
export function newRunIds(now: Date, count: number): readonly string[] {
  return Array.from({ length: count }, () => newRunId(now)).sort();
}

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

/** The last UUID's moment, as asked for and as written, and its number within it. */
let last = { askedMs: -1, writtenMs: -1, number: 0 };
const MOST_NUMBER = 0xfff;

/**
 * A new UUID of version 7 that sorts behind all that this thread has made for the same moment: the 12
 * bits behind the milliseconds count (RFC 9562 section 6.2, method 1).
 */
export function newUuid(now: Date): string {
  last = numbered(now.getTime());
  const bytes = randomBytes(16);
  bytes.writeUIntBE(last.writtenMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | last.number, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

function numbered(askedMs: number): typeof last {
  if (askedMs !== last.askedMs) return { askedMs, writtenMs: askedMs, number: 0 };
  const { writtenMs, number } = last;
  return number < MOST_NUMBER
    ? { askedMs, writtenMs, number: number + 1 }
    : { askedMs, writtenMs: writtenMs + 1, number: 0 };
}
