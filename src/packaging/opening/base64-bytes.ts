/** Decodes base64 as it comes, in lines of any length; strict, so that no damaged letter is skipped. */
import { damaged } from "./faults.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BLANK = -2;
const PAD = -3;

/** Value of each letter; negative: not a letter. */
const VALUES = new Int32Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
for (const blank of "\r\n\t ") VALUES[blank.charCodeAt(0)] = BLANK;
VALUES["=".charCodeAt(0)] = PAD;

/** @throws {InputError} E009 where it is not base64, and when it ends in the middle of a group. */
export async function* base64Bytes(
  source: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<Buffer> {
  const decoder = new Decoder(name);
  for await (const chunk of source) {
    const bytes = decoder.decode(chunk);
    if (bytes.length > 0) yield bytes;
  }
  decoder.end();
}

class Decoder {
  readonly #name: string;
  /** Letters of the group that has begun, and their bits. */
  #letters = 0;
  #bits = 0;
  #pads = 0;
  #isOver = false;

  constructor(name: string) {
    this.#name = name;
  }

  decode(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafeSlow(Math.ceil((chunk.length + 3) / 4) * 3);
    let to = 0;
    let from = 0;
    while (from < chunk.length) {
      if (this.#letters === 0 && !this.#isOver) {
        const groups = wholeGroups(chunk, from, out, to);
        from += groups * 4;
        to += groups * 3;
        if (from === chunk.length) break;
      }
      to = this.#one(chunk[from++] ?? 0, out, to);
    }
    return out.subarray(0, to);
  }

  /** One character: ends of lines, the padding, and what is left of a group at the end of a chunk. */
  #one(character: number, out: Buffer, start: number): number {
    const value = VALUES[character] ?? -1;
    if (value === BLANK) return start;
    const isMisplaced = this.#isOver || (value >= 0 && this.#pads > 0);
    if (value === -1 || isMisplaced || (value === PAD && this.#letters < 2)) {
      throw damaged(`${this.#name} is damaged: its base64 is interrupted by other characters`);
    }
    if (value === PAD) this.#pads += 1;
    this.#bits = (this.#bits << 6) | Math.max(value, 0);
    this.#letters += 1;
    if (this.#letters < 4) return start;
    const bytes = 3 - this.#pads;
    for (let i = 0; i < bytes; i++) out[start + i] = (this.#bits >> (16 - 8 * i)) & 0xff;
    this.#isOver = this.#pads > 0;
    this.#letters = 0;
    this.#bits = 0;
    return start + bytes;
  }

  end(): void {
    if (this.#letters > 0) throw damaged(`${this.#name} is cut off in the middle of its base64`);
  }
}

/** Decodes groups of four letters until there is something else; their number. */
function wholeGroups(chunk: Buffer, start: number, out: Buffer, place: number): number {
  let from = start;
  let to = place;
  for (; from + 4 <= chunk.length; from += 4) {
    // Every index is inside: the zeros are for the compiler, which can't know.
    const bits =
      ((VALUES[chunk[from] ?? 0] ?? 0) << 18) |
      ((VALUES[chunk[from + 1] ?? 0] ?? 0) << 12) |
      ((VALUES[chunk[from + 2] ?? 0] ?? 0) << 6) |
      (VALUES[chunk[from + 3] ?? 0] ?? 0);
    if (bits < 0) break;
    out[to++] = bits >> 16;
    out[to++] = bits >> 8;
    out[to++] = bits;
  }
  return (from - start) / 4;
}
