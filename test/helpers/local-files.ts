/** Files to publish. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalFile } from "../../src/transfer/destination.ts";

export async function localFile(
  folder: string,
  name: string,
  content: string | Buffer,
): Promise<LocalFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { path, name, sizeBytes: Buffer.byteLength(content), sha256 };
}

/** Bytes as encryption makes them: different each time. */
export async function randomFile(
  folder: string,
  name: string,
  sizeBytes: number,
): Promise<LocalFile> {
  return await localFile(folder, name, randomBytes(sizeBytes));
}
