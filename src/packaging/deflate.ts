/**
 * Packs the content of a file on several cores: blocks of a fixed size are deflated side by side on
 * libuv's thread pool and joined to one deflate stream. Each block knows the last 32 KiB before it
 * as dictionary and ends on a byte (sync flush), the last one ends the stream (RFC 1951, 3.2.3).
 */
import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";

const BLOCK_BYTES = 1024 * 1024;
const WINDOW_BYTES = 32 * 1024;
/** The pool has four threads; one stays free for reading and writing files. */
const IN_FLIGHT = 3;
const OUTPUT_BYTES = 128 * 1024;

type Content = AsyncIterable<Buffer> | Iterable<Buffer>;

/** What was read so far; complete when the packed content has ended. */
export interface Tally {
  crc32: number;
  sizeBytes: number;
}

/** Turns content into what the archive holds of it, and counts it. */
export type Packer = (content: Content, tally: Tally) => AsyncGenerator<Buffer>;

interface Block {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

const deflateAsync = promisify(deflateRaw);

/**
 * Packer of one archive, for one file after another; its buffers serve all of them. The result
 * depends on content and level only, not on the sizes of the chunks.
 */
export function packer(level: number): Packer {
  if (level === 0) return store;
  const ring: Buffer[] = [];
  return (content, tally) => deflateContent(inBlocks(content, ring), level, tally);
}

async function* store(content: Content, tally: Tally): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    count(tally, chunk);
    // A copy, because the memory of the chunk may be used again while this one still waits.
    if (chunk.length > 0) yield Buffer.from(chunk);
  }
}

async function* deflateContent(
  blocks: AsyncIterable<Block>,
  level: number,
  tally: Tally,
): AsyncGenerator<Buffer> {
  const working: Promise<Buffer>[] = [];
  let dictionary: Buffer | undefined;
  try {
    for await (const block of blocks) {
      count(tally, block.bytes);
      const task = deflateBlock(block, level, dictionary);
      // Whoever waits for it learns of a failure; until then it is not unhandled.
      void task.catch(() => undefined);
      working.push(task);
      dictionary = block.bytes.subarray(-WINDOW_BYTES);
      yield* oldest(working, IN_FLIGHT - 1);
    }
    yield* oldest(working, 0);
  } finally {
    // The buffers belong to the next file only when no thread reads them any more.
    await Promise.allSettled(working);
  }
}

/** Waits for the oldest blocks until only `left` are still being worked on. */
async function* oldest(working: Promise<Buffer>[], left: number): AsyncGenerator<Buffer> {
  while (working.length > left) {
    const task = working.shift();
    if (task) yield await task;
  }
}

function deflateBlock(block: Block, level: number, dictionary?: Buffer): Promise<Buffer> {
  return deflateAsync(block.bytes, {
    level,
    memLevel: 9,
    chunkSize: OUTPUT_BYTES,
    finishFlush: block.isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(dictionary && { dictionary }),
  });
}

/**
 * Copies content into blocks of `BLOCK_BYTES`; the last one is shorter, perhaps empty. A block's
 * memory is filled again after IN_FLIGHT more have been taken.
 */
async function* inBlocks(content: Content, ring: Buffer[]): AsyncGenerator<Block> {
  let turn = 0;
  let filled = 0;
  const buffer = (): Buffer => (ring[turn] ??= Buffer.allocUnsafeSlow(BLOCK_BYTES));
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.length;) {
      const copied = chunk.copy(buffer(), filled, taken);
      taken += copied;
      filled += copied;
      if (filled < BLOCK_BYTES) continue;
      yield { bytes: buffer(), isLast: false };
      turn = (turn + 1) % (IN_FLIGHT + 1);
      filled = 0;
    }
  }
  yield { bytes: buffer().subarray(0, filled), isLast: true };
}

function count(tally: Tally, bytes: Buffer): void {
  tally.crc32 = crc32(bytes, tally.crc32);
  tally.sizeBytes += bytes.length;
}
