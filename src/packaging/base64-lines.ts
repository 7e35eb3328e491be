/** Base64 in lines of 64 characters, as a stream: the body of an S/MIME message (RFC 2045, 6.8). */

const LINE_BYTES = 48;
const LINE_CHARACTERS = 64;
const LINE_FEED = 10;
/** Lines encoded at a time: their text stays in the processor's cache (measured: 1,024 is best). */
const SLAB_LINES = 1_024;

/**
 * Encodes bytes of any chunking; what it gives ends at ends of lines. Chunks of 64 KiB to 1 MiB are
 * fastest. Node encodes without line ends, so the text goes into a scratch buffer and from there
 * line by line into place, eight characters at a time: 21 million calls of `copy` for 1 GB take
 * three times as long.
 */
export async function* base64Lines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const scratch = Buffer.allocUnsafeSlow(SLAB_LINES * LINE_CHARACTERS);
  // Less than a line.
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    if (rest.length + bytes.length < LINE_BYTES) {
      rest = Buffer.concat([rest, bytes]);
      continue;
    }
    const missing = rest.length === 0 ? 0 : LINE_BYTES - rest.length;
    const first = Buffer.concat([rest, bytes.subarray(0, missing)]);
    const end = bytes.length - ((bytes.length - missing) % LINE_BYTES);
    yield encodedLines(first, bytes.subarray(missing, end), scratch);
    // A copy, so that these few bytes do not keep the whole chunk in memory.
    rest = Buffer.from(bytes.subarray(end));
  }
  if (rest.length > 0) yield Buffer.from(`${rest.toString("base64")}\n`, "latin1");
}

/** The lines of `first`, which is one line or nothing, and of `others`. */
function encodedLines(first: Buffer, others: Buffer, scratch: Buffer): Buffer {
  const count = (first.length + others.length) / LINE_BYTES;
  const lines = Buffer.allocUnsafeSlow(count * (LINE_CHARACTERS + 1));
  const target = new DataView(lines.buffer);
  let at = 0;
  for (const bytes of [first, others]) {
    for (let from = 0; from < bytes.length; from += SLAB_LINES * LINE_BYTES) {
      const to = Math.min(bytes.length, from + SLAB_LINES * LINE_BYTES);
      scratch.write(bytes.toString("base64", from, to), "latin1");
      at = spread(new DataView(scratch.buffer), target, at, (to - from) / LINE_BYTES);
    }
  }
  return lines;
}

/**
 * Copies lines and puts a line feed behind each; gives the place after the last. Numbers of eight
 * bytes are copied bit for bit, because no eight letters of base64 are a NaN.
 */
function spread(source: DataView, target: DataView, start: number, lines: number): number {
  let from = 0;
  let to = start;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < LINE_CHARACTERS; i += 8) {
      target.setFloat64(to + i, source.getFloat64(from + i));
    }
    from += LINE_CHARACTERS;
    to += LINE_CHARACTERS;
    target.setUint8(to++, LINE_FEED);
  }
  return to;
}
