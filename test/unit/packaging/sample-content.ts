/** Content for archives, always the same: noise that no packer can shrink, and lines that it can. */
import { createCipheriv } from "node:crypto";
import type { ArchiveFile } from "../../../src/packaging/archive.ts";
import type { PackOptions } from "../../../src/packaging/archive.ts";
import { packArchive } from "../../../src/packaging/pack-archive.ts";

export const MODIFIED = new Date("2026-11-21T10:20:31Z");
export const KIB = 1024;
export const MIB = 1024 * KIB;

export interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Bytes that look random, the same for each seed. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(sizeBytes));
}

/** JSON lines that pack to about a fifth. */
export function jsonLines(sizeBytes: number): Buffer {
  const lines: string[] = [];
  const salt = noise(4096, 7);
  for (let i = 0, length = 0; length < sizeBytes; i += 1) {
    const word = salt.toString("hex", (i * 3) % 4000, ((i * 3) % 4000) + 8);
    const line = `{"ID":"${i}","STATUS":${i % 4},"SUBJECT":"Order ${word}","MEDIA":"email"}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join("")).subarray(0, sizeBytes);
}

export function* inChunks(bytes: Buffer, chunkBytes: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    yield bytes.subarray(from, from + chunkBytes);
  }
}

export async function* asFiles(
  samples: readonly Sample[],
  chunkBytes = 256 * KIB,
): AsyncGenerator<ArchiveFile> {
  for (const { name, bytes } of samples) {
    yield { name, modifiedAt: MODIFIED, content: inChunks(bytes, chunkBytes) };
  }
}

/** All volumes in memory. */
export async function volumesOf(
  files: AsyncIterable<ArchiveFile>,
  options: Partial<PackOptions> = {},
): Promise<readonly Buffer[]> {
  const volumes: Buffer[] = [];
  const all = { level: 6, splitSizeBytes: 1024 * MIB, form: "auto", ...options } as const;
  for await (const { number, content } of packArchive(files, all)) {
    if (number !== volumes.length + 1) throw new Error(`volume ${number} is out of order`);
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    volumes.push(Buffer.concat(chunks));
  }
  return volumes;
}
