/** A file of the work folder, as it is written: counted, hashed and synced. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { effect } from "../core/effect.ts";

export interface KeptFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Writes what comes, mode 0600; a chunk may be used again when the next is asked for. */
export async function keepFile(
  path: string,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  onBytes: (bytes: number) => void,
): Promise<KeptFile> {
  return await effect("export.file", async () => {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    await using file = await open(path, "w", 0o600);
    for await (const chunk of content) {
      hash.update(chunk);
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
      onBytes(chunk.length);
    }
    await file.sync();
    return { path, sizeBytes, sha256: hash.digest("hex") };
  });
}
