/** Writes a part of a local file to the share with several blocks under way, in constant memory. */
import type { FileHandle } from "node:fs/promises";
import type { Range } from "./same-bytes.ts";
import type { ShareFile } from "./share.ts";

/** At most; a block is a whole number of chunks. */
const BLOCK_BYTES = 512 * 1024;
const BLOCKS = 4;

/** At most so many bytes are without an answer: as many as an SSH channel lets through at once. */
export const WINDOW_BYTES = BLOCK_BYTES * BLOCKS;

/**
 * After a failure nothing new is sent, and what is under way is waited for.
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
  const blocks = Array.from({ length: Math.min(BLOCKS, Math.ceil((to - from) / blockBytes)) });
  let next = from;
  let arrivedBytes = from;
  let hasFailed = false;
  const work = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(Math.min(blockBytes, to - from));
    while (next < to && !hasFailed) {
      const position = next;
      const block = buffer.subarray(0, Math.min(buffer.length, to - position));
      next += block.length;
      try {
        await readWhole(source, block, position);
        await writeBlock(target, block, position);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
      arrivedBytes += block.length;
      onBytes(arrivedBytes);
    }
  };
  const results = await Promise.allSettled(blocks.map(work));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function readWhole(source: FileHandle, block: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < block.length) {
    const { bytesRead } = await source.read(block, done, block.length - done, position + done);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + done}: it was cut off`);
    done += bytesRead;
  }
}

async function writeBlock(target: ShareFile, block: Buffer, position: number): Promise<void> {
  const writes: Promise<void>[] = [];
  for (let start = 0; start < block.length; start += target.chunkBytes) {
    writes.push(target.write(position + start, block.subarray(start, start + target.chunkBytes)));
  }
  const results = await Promise.allSettled(writes);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
