/** Full disks: found out before hours are spent, where that is possible, and named where it is not. */
import { statfs } from "node:fs/promises";
import { fromSystem, TransientError } from "../../core/errors.ts";

const MEGABYTE = 1_000_000;
const HINT = "Free space there, or take an --out folder on another disk, and run it again.";

/** @throws {TransientError} S004 when the disk of the folder has less than `bytes` free. */
export async function checkSpace(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder).catch(() => UNKNOWN);
  // Some network shares do not tell; writing will.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  const needed = Math.ceil(bytes / MEGABYTE);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  throw new TransientError("S004", `${what} needs ${needed} MB in ${folder}; ${free} MB are free`, {
    hint: HINT,
  });
}

const UNKNOWN = { bavail: 0, blocks: 0, bsize: 0 };

/** An error of writing as one of ours; nobody tries again by himself here, so it says what to do. */
export function writeFault(error: unknown, doing: string): unknown {
  const known = fromSystem(error, doing);
  if (!(known instanceof TransientError) || known === error) return known;
  const hint = known.code === "S004" ? HINT : "Run it again; look at the disk if it lasts.";
  return new TransientError(known.code, known.message, { hint, cause: known.cause });
}
