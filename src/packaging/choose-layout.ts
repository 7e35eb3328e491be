/**
 * Decides whether an archive gets one volume or many. The first bytes differ, so some are held
 * back until the archive has ended within them, or until its size can be foretold from them.
 */
import type { PackOptions } from "./archive.ts";
import { singleLayout, splitLayout, type Layout, type Placed } from "./layout.ts";
import type { Piece } from "./zip-writer.ts";

const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** An archive that is expected to fill a volume to more than this share is split. */
const SAFE_SHARE = 0.95;

interface Held {
  readonly pieces: readonly Piece[];
  readonly sizeBytes: number;
  /** Whether the archive has ended. */
  readonly isWhole: boolean;
}

/** The pieces, laid into volumes. @throws {SplitNeeded} when form is auto and one is not enough */
export async function* layPieces(
  pieces: AsyncGenerator<Piece>,
  options: PackOptions,
): AsyncGenerator<Placed, undefined> {
  try {
    const held = await holdBack(pieces, Math.min(MAX_HELD_BYTES, options.splitSizeBytes));
    const layout = chooseLayout(held, options);
    for (const piece of held.pieces) yield* layout(piece);
    for await (const piece of pieces) yield* layout(piece);
  } finally {
    await pieces.return(undefined);
  }
}

function chooseLayout(held: Held, options: PackOptions): Layout {
  const { splitSizeBytes } = options;
  if (held.isWhole) return singleLayout(splitSizeBytes);
  if (options.form === "split") return splitLayout(splitSizeBytes);
  const share = options.progress?.();
  const expectedBytes = share ? held.sizeBytes / share : held.sizeBytes;
  const isSplit = expectedBytes > splitSizeBytes * SAFE_SHARE;
  return isSplit ? splitLayout(splitSizeBytes) : singleLayout(splitSizeBytes);
}

/** Takes pieces until they are more than `limitBytes`, or all. */
async function holdBack(pieces: AsyncGenerator<Piece>, limitBytes: number): Promise<Held> {
  const held: Piece[] = [];
  let sizeBytes = 0;
  while (sizeBytes <= limitBytes) {
    const next = await pieces.next();
    if (next.done) return { pieces: held, sizeBytes, isWhole: true };
    held.push({ ...next.value, bytes: compact(next.value.bytes) });
    sizeBytes += next.value.bytes.length;
  }
  return { pieces: held, sizeBytes, isWhole: false };
}

/** Very small output of zlib lies in a large buffer; held for long it would cost that much memory. */
function compact(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > 2 * bytes.length ? Buffer.from(bytes) : bytes;
}
