/** Looks whether something fits, before hours are spent on finding out that it does not. */
import { statfs } from "node:fs/promises";
import { TransientError } from "../../core/errors.ts";

const MEGABYTE = 1_000_000;

/** @throws {TransientError} S004 when the disk of the folder has less than `bytes` free. */
export async function checkSpace(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder).catch(() => UNKNOWN);
  // Some network shares do not tell; writing will.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  const needed = Math.ceil(bytes / MEGABYTE);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  throw new TransientError("S004", `${what} needs ${needed} MB in ${folder}; ${free} MB are free`, {
    hint: "Free space there, or take an --out folder on another disk.",
  });
}

const UNKNOWN = { bavail: 0, blocks: 0, bsize: 0 };
