/** Bytes of an open file, chunk by chunk. */
import type { FileHandle } from "node:fs/promises";
import { readFault } from "./faults.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads from `start` to the end of the file.
 * The buffer is used again for the next chunk: what must outlive the step is to be copied.
 * @param onRead gets the position after each chunk, before it is handed out.
 */
export async function* readChunks(
  file: FileHandle,
  start: number,
  onRead: (position: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  // A small file gets a small buffer: 10,000 of them would otherwise make the thread collect garbage.
  const { size } = await file.stat();
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(1, size - start) + 1));
  let position = start;
  for (;;) {
    const bytes = await readAt(file, buffer, position);
    if (bytes === 0) return;
    position += bytes;
    onRead(position);
    yield buffer.subarray(0, bytes);
  }
}

/**
 * Reads into `buffer` what the file has at `position`; the count is 0 at the end.
 * @throws {InputError} F001, or what the file system's refusal means
 */
export async function readAt(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    return bytesRead;
  } catch (error) {
    throw readFault(error);
  }
}
