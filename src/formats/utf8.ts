/** Strict check of UTF-8 that comes in chunks (Unicode 16, table 3-7). */
import { isUtf8 } from "node:buffer";
import type { ByteCheck } from "./encoding.ts";

/** A check that carries sequences over the edges of chunks. */
export function utf8Check(): ByteCheck {
  let carry = Buffer.alloc(0);
  return {
    add(chunk, position) {
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const whole = bytes.length - incompleteTail(bytes);
      if (!isUtf8(bytes.subarray(0, whole))) {
        return position - carry.length + firstInvalid(bytes.subarray(0, whole));
      }
      carry = Buffer.from(bytes.subarray(whole));
      return undefined;
    },
    end: (bytes) => (carry.length > 0 ? bytes - carry.length : undefined),
  };
}

/** How many bytes at the end of `bytes` are the beginning of a sequence that is not complete. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Offset of the sequence that breaks `bytes`, which are known to be invalid: by bisection. */
function firstInvalid(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const head = bytes.subarray(0, middle);
    if (isUtf8(head.subarray(0, middle - incompleteTail(head)))) valid = middle;
    else invalid = middle;
  }
  return valid - incompleteTail(bytes.subarray(0, valid));
}
