/** Writes a part of a local file to the share with several blocks under way, in constant memory. */
import type { FileHandle } from "node:fs/promises";
import { allDone } from "./all-done.ts";
import type { Range } from "./same-bytes.ts";
import type { ShareFile } from "./share.ts";

/** At most; a block is a whole number of chunks. */
const BLOCK_BYTES = 512 * 1024;
const BLOCKS = 4;

/** At most so many bytes are without an answer: as many as an SSH channel lets through at once. */
export const WINDOW_BYTES = BLOCK_BYTES * BLOCKS;

/**
 * A block is begun only when the one a window before it has arrived, so that after a failure nothing
 * is missing but in the last window. What is under way then is waited for.
 * @param onBytes called with the position that is reached.
 */
export async function sendRange(
  source: FileHandle,
  target: ShareFile,
  { from, to }: Range,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { chunkBytes } = target;
  const blockBytes = Math.max(1, Math.floor(BLOCK_BYTES / chunkBytes)) * chunkBytes;
  const lanes = Array.from(
    { length: Math.min(BLOCKS, Math.ceil((to - from) / blockBytes)) },
    () => ({
      buffer: Buffer.allocUnsafeSlow(Math.min(blockBytes, to - from)),
      arrived: Promise.resolve(),
    }),
  );
  let arrivedBytes = from;
  const send = async (block: Buffer, position: number): Promise<void> => {
    await readWhole(source, block, position);
    await allDone(writeBlock(target, block, position));
    arrivedBytes += block.length;
    onBytes(arrivedBytes);
  };
  try {
    for (let next = from, turn = 0; next < to; next += blockBytes, turn += 1) {
      const lane = lanes[turn % lanes.length];
      if (!lane) break;
      await lane.arrived;
      lane.arrived = send(lane.buffer.subarray(0, Math.min(blockBytes, to - next)), next);
      // Its failure is met when the lane's turn comes, or at the end.
      lane.arrived.catch(() => undefined);
    }
  } finally {
    await allDone(lanes.map((lane) => lane.arrived));
  }
}

/** Fills `block` from the file. @throws {Error} when the file ends before. */
export async function readWhole(
  source: FileHandle,
  block: Buffer,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < block.length) {
    const { bytesRead } = await source.read(block, done, block.length - done, position + done);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + done}: it was cut off`);
    done += bytesRead;
  }
}

/** Begins to write a block in chunks, side by side. */
export function writeBlock(target: ShareFile, block: Buffer, position: number): Promise<void>[] {
  const writes: Promise<void>[] = [];
  for (let start = 0; start < block.length; start += target.chunkBytes) {
    writes.push(target.write(position + start, block.subarray(start, start + target.chunkBytes)));
  }
  return writes;
}
