/** Strict check of UTF-16 that comes in chunks: surrogates only in pairs, an even count of bytes. */
import type { ByteCheck } from "./encoding.ts";

export function utf16Check(littleEndian: boolean): ByteCheck {
  let pending = -1; // the first byte of a unit that the last chunk cut
  let high = -1; // position of a high surrogate that waits for its low one
  return {
    add(chunk, position) {
      let at = 0;
      let start = position;
      for (;;) {
        const first = pending >= 0 ? pending : chunk[at++];
        if (pending >= 0) start = position - 1;
        else start = position + at - 1;
        const second = first === undefined ? undefined : chunk[at++];
        pending = -1;
        if (second === undefined) {
          pending = first ?? -1;
          return undefined;
        }
        const unit = littleEndian ? (second << 8) | (first ?? 0) : ((first ?? 0) << 8) | second;
        const isLow = unit >= 0xdc00 && unit < 0xe000;
        if (high >= 0 !== isLow) return high >= 0 ? high : start;
        high = unit >= 0xd800 && unit < 0xdc00 ? start : -1;
      }
    },
    end: (bytes) => (pending >= 0 ? bytes - 1 : high >= 0 ? high : undefined),
  };
}
