import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LocalFile } from "../../../src/transfer/destination.ts";
import type { Share, ShareFile } from "../../../src/transfer/share.ts";
import { upload } from "../../../src/transfer/upload.ts";
import { randomFile } from "../../helpers/local-files.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const BROKEN = new Error("the line broke");

/** A share in memory that does writes in any order, and loses some of them when the line breaks. */
class ShakyShare {
  readonly #bytes = Buffer.alloc(8_000_000);
  #length = 0;
  readonly #pick: (below: number) => number;
  #writesLeft = 0;
  #waiting: (() => void)[] = [];

  constructor(pick: (below: number) => number) {
    this.#pick = pick;
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** So many writes are done until the line breaks. */
  connect(writes: number): Share {
    this.#writesLeft = writes;
    const share: Pick<Share, "place" | "openToWrite" | "unlink"> = {
      place: "memory",
      openToWrite: async (_name, content) => {
        if (content === "empty") this.#length = 0;
        return this.#file();
      },
      unlink: async () => undefined,
    };
    return share as Share;
  }

  #file(): ShareFile {
    return {
      chunkBytes: 256 * 1024,
      size: async () => this.content.length,
      read: async (position, length) =>
        Buffer.from(this.content.subarray(position, position + length)),
      write: (position, bytes) => this.#write(position, Buffer.from(bytes)),
      sync: async () => undefined,
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async #write(position: number, bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#release);
    });
    if (this.#writesLeft === 0) throw BROKEN;
    this.#writesLeft -= 1;
    const end = position + bytes.length;
    // What lies between is a hole.
    if (end > this.#length) this.#bytes.fill(0, this.#length, end);
    this.#length = Math.max(this.#length, end);
    bytes.copy(this.#bytes, position);
  }

  /** Lets one of the writes that wait go first, and then the next. */
  readonly #release = (): void => {
    const [next] = this.#waiting.splice(this.#pick(this.#waiting.length), 1);
    next?.();
    if (this.#waiting.length > 0) setImmediate(this.#release);
  };
}

describe("an upload", () => {
  it("is whole in the end, wherever the line breaks and in whatever order writes are done", async () => {
    const file = await randomFile(inFolder("work"), "export-1", 5_000_000);
    const content = await readFile(file.path);
    const breaks = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(breaks, fc.infiniteStream(fc.nat(1_000)), async (writes, numbers) => {
        const share = new ShakyShare((below) => Number(numbers.next().value) % below);
        for (const each of writes) await tryUpload(share.connect(each), file);
        await upload(share.connect(Infinity), "t", file, () => undefined);
        expect(share.content.equals(content)).toBe(true);
      }),
      { numRuns: 40, seed: 20261121 },
    );
  });
});

async function tryUpload(share: Share, file: LocalFile): Promise<void> {
  try {
    await upload(share, "t", file, () => undefined);
  } catch (error) {
    if (error !== BROKEN) throw error;
  }
}
