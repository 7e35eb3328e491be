/** Cuts and joins chunks of any size into pieces that are good to encrypt. */

const LEAST_BYTES = 65_536;
const MOST_BYTES = 262_144;

/**
 * The same bytes in pieces of 64 to 256 KiB, the last one of any size, none of them empty: small chunks are
 * gathered (each would cost a header of its own), large ones are cut, so that none holds up the
 * thread. A piece is valid until the next is asked for.
 */
export async function* envelopePieces(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gathered = Buffer.allocUnsafeSlow(LEAST_BYTES);
  let filled = 0;
  for await (const chunk of content) {
    let from = 0;
    while (from < chunk.length) {
      if (filled === 0 && chunk.length - from >= LEAST_BYTES) {
        yield chunk.subarray(from, (from += MOST_BYTES));
        continue;
      }
      const copied = chunk.copy(gathered, filled, from);
      from += copied;
      filled += copied;
      if (filled < LEAST_BYTES) continue;
      yield gathered;
      filled = 0;
    }
  }
  if (filled > 0) yield gathered.subarray(0, filled);
}
