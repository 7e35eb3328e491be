/** Compares a part of a local file with the same part of a file on the share. */
import type { FileHandle } from "node:fs/promises";
import type { ShareFile } from "./share.ts";

const BLOCK_BYTES = 256 * 1024;

export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export async function sameBytes(
  source: FileHandle,
  target: ShareFile,
  { from, to }: Range,
): Promise<boolean> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(0, to - from)));
  for (let position = from; position < to; position += block.length) {
    const length = Math.min(block.length, to - position);
    const [{ bytesRead }, there] = await Promise.all([
      source.read(block, 0, length, position),
      target.read(position, length),
    ]);
    if (bytesRead !== length || !there.equals(block.subarray(0, length))) return false;
  }
  return true;
}
