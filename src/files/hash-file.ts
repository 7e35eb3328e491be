/** SHA-256 and size of a file, streamed. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { fromSystem } from "../core/errors.ts";

/** @throws {TransientError | OperatorError} by what the file system says. */
export async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const data = chunk as Buffer;
      hash.update(data);
      bytes += data.length;
    }
  } catch (error) {
    throw fromSystem(error, `reading ${path}`);
  }
  return { sha256: hash.digest("hex"), bytes };
}
