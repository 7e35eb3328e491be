/** Writes ASN.1: the few types that an envelope is made of (X.690), DER or with open lengths. */

/** First two bytes of a constructed value whose end `END` marks (X.690, 8.1.3.6). */
export const OPEN_SEQUENCE = Buffer.from([0x30, 0x80]);
/** The same for a value tagged `[0]`. */
export const OPEN_TAGGED = Buffer.from([0xa0, 0x80]);
/** Ends the value that was opened last. */
export const END = Buffer.from([0, 0]);
export const NULL = Buffer.from([0x05, 0x00]);

/** Tag and length, before `length` bytes of content: `04 82 01 00`. */
export function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([tag, 0x80 | bytes.length, ...bytes]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return constructed(0x30, parts);
}

/** DER wants the members of a set in the order of their bytes (X.690, 11.6). */
export function set(...parts: readonly Buffer[]): Buffer {
  return constructed(
    0x31,
    parts.toSorted((a, b) => a.compare(b)),
  );
}

export function octetString(content: Buffer): Buffer {
  return Buffer.concat([header(0x04, content.length), content]);
}

/** A whole number from 0 to 127. */
export function smallInteger(value: number): Buffer {
  return Buffer.from([0x02, 0x01, value]);
}

/** `1.2.840.113549.1.7.3`, in base 128 with the first two numbers in one (X.690, 8.19). */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  const content = Buffer.from([first * 40 + second, ...others].flatMap(base128));
  return Buffer.concat([header(0x06, content.length), content]);
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(0x80 | (rest % 128));
  }
  return bytes;
}

function constructed(tag: number, parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([header(tag, content.length), content]);
}
