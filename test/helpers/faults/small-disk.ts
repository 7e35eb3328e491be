/** A small disk of its own at a folder: a tmpfs with a size, that a test can fill and free again. */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusal } from "./refusal.ts";

export class SmallDisk {
  readonly path: string;

  constructor(path: string, sizeKb: number) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    const options = `size=${String(sizeKb)}k,mode=0755`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "quayside-test", path], { stdio: "pipe" });
  }

  /** Leaves no room for a single page more, or for so many KiB. */
  fill(leftKb = 0): void {
    const file = openSync(join(this.path, ".filler"), "a");
    try {
      for (const size of [64 * 1024, 4096]) {
        const block = Buffer.alloc(size, 1);
        while (writeWhole(file, block)) continue;
      }
      ftruncateSync(file, fstatSync(file).size - leftKb * 1024);
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(join(this.path, ".filler"));
  }

  /** Also while files in it are open: it is gone from the tree at once. */
  unmount(): void {
    execFileSync("umount", ["--lazy", this.path], { stdio: "pipe" });
  }
}

function writeWhole(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}

/** Why this system lets us mount nothing; undefined: it does. */
export const mountRefused = refusal("a tmpfs can't be mounted here", () => {
  const folder = mkdtempSync(join(tmpdir(), "quayside-mount-"));
  try {
    new SmallDisk(folder, 64).unmount();
  } finally {
    rmdirSync(folder);
  }
});
