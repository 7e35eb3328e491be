/** Identity of a file as the file system tells it: whether it is still the same and unchanged. */
import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { fromSystem, systemCode } from "../core/errors.ts";

export interface Fingerprint {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

export function fingerprintOf(stats: BigIntStats): Fingerprint {
  return { dev: stats.dev, ino: stats.ino, size: stats.size, mtimeNs: stats.mtimeNs };
}

/** Fingerprint of what stands at `path` (of a link itself, not its target); undefined: nothing. */
export async function readFingerprint(path: string): Promise<Fingerprint | undefined> {
  try {
    return fingerprintOf(await lstat(path, { bigint: true }));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Looking at ${path}`);
  }
}

/** The same file, neither replaced nor written to since. */
export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}
