/** A file as a stream of chunks. */
import { createReadStream } from "node:fs";
import { fromSystem } from "../../core/errors.ts";

const CHUNK_BYTES = 262_144;

/**
 * @param onBytes hears of each chunk.
 * @throws {OperatorError} S005 {TransientError} S006, and the reason of `signal`
 */
export async function* fileBytes(
  path: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw fromSystem(error, `Reading ${path}`);
  }
}
