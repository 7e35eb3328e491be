/** Bytes of an open file, chunk by chunk. */
import { readFault } from "./faults.ts";
import type { SourceFile } from "./source-file.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads from `start` to the end of the file.
 * The buffer is used again for the next chunk: what must outlive the step is to be copied.
 * @param onRead gets the position after each chunk, before it is handed out.
 */
export async function* readChunks(
  file: SourceFile,
  start: number,
  onRead: (position: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const { content, sizeBytes } = file;
  if (content !== undefined) {
    onRead(content.length);
    if (start < content.length) yield content.subarray(start);
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(1, sizeBytes - start) + 1));
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
export async function readAt(file: SourceFile, buffer: Buffer, position: number): Promise<number> {
  try {
    return await file.read(buffer, position);
  } catch (error) {
    throw readFault(error);
  }
}
