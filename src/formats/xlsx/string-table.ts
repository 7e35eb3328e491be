/**
 * Millions of texts in flat memory: bytes in pages, the first pages in memory, the others in a
 * temporary file. Sheets mention texts about in their order, so few pages are wanted at a time.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFault } from "../faults.ts";

const PAGE_BYTES = 256 * 1024;
/** 32 MiB stay in memory for ever, and another 8 MiB of what is in the file. */
const MEMORY_PAGES = 128;
const CACHED_PAGES = 32;
/** Texts met first are mentioned most (names of cities, yes and no): these stay texts. */
const HOT_TEXTS = 32_768;
const HOT_CHARS = 64;

export class StringTable implements Disposable {
  readonly #pageBytes: number;
  readonly #pages: Buffer[] = [];
  readonly #cached = new Map<number, Buffer>();
  readonly #hot: string[] = [];
  /** Where each text begins: page times page size, plus offset. */
  #starts = new Float64Array(1024);
  #count = 0;
  #page: Buffer;
  #pageIndex = 0;
  #used = 0;
  #spill: { readonly folder: string; readonly file: number } | undefined;

  /** @param longestBytes bytes of the longest text that may come. */
  constructor(longestBytes: number) {
    this.#pageBytes = Math.max(PAGE_BYTES, longestBytes + 4);
    this.#page = Buffer.allocUnsafeSlow(this.#pageBytes);
  }

  get size(): number {
    return this.#count;
  }

  push(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#used + 4 + bytes > this.#pageBytes) this.#nextPage();
    if (this.#count === this.#starts.length) {
      const starts = new Float64Array(this.#count * 2);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    this.#starts[this.#count++] = this.#pageIndex * this.#pageBytes + this.#used;
    this.#page.writeUInt32LE(bytes, this.#used);
    this.#page.write(text, this.#used + 4);
    this.#used += 4 + bytes;
    if (this.#hot.length === this.#count - 1 && this.#count <= HOT_TEXTS) {
      if (text.length <= HOT_CHARS) this.#hot.push(text);
    }
  }

  /** The text at `index`; undefined where there is none. */
  at(index: number): string | undefined {
    const hot = this.#hot[index];
    if (hot !== undefined) return hot;
    const start = index < this.#count ? this.#starts[index] : undefined;
    if (start === undefined) return undefined;
    const page = this.#pageAt(Math.floor(start / this.#pageBytes));
    const offset = start % this.#pageBytes;
    return page.toString("utf8", offset + 4, offset + 4 + page.readUInt32LE(offset));
  }

  #nextPage(): void {
    if (this.#pageIndex < MEMORY_PAGES) {
      this.#pages.push(this.#page);
      this.#page = Buffer.allocUnsafeSlow(this.#pageBytes);
    } else {
      this.#write(this.#page);
    }
    this.#pageIndex++;
    this.#used = 0;
  }

  #write(page: Buffer): void {
    try {
      this.#spill ??= openSpill();
      const position = (this.#pageIndex - MEMORY_PAGES) * this.#pageBytes;
      for (let done = 0; done < page.length;) {
        done += writeSync(this.#spill.file, page, done, page.length - done, position + done);
      }
    } catch (error) {
      throw readFault(error);
    }
  }

  #pageAt(index: number): Buffer {
    if (index === this.#pageIndex) return this.#page;
    const kept = this.#pages[index] ?? this.#cached.get(index);
    if (kept !== undefined) return kept;
    const page = this.#reusablePage();
    const position = (index - MEMORY_PAGES) * this.#pageBytes;
    try {
      readSync(this.#spill?.file ?? -1, page, 0, page.length, position);
    } catch (error) {
      throw readFault(error);
    }
    this.#cached.set(index, page);
    return page;
  }

  /** A page to read into: a new one, or the one that has been cached longest. */
  #reusablePage(): Buffer {
    if (this.#cached.size >= CACHED_PAGES) {
      for (const [index, page] of this.#cached) {
        this.#cached.delete(index);
        return page;
      }
    }
    return Buffer.allocUnsafeSlow(this.#pageBytes);
  }

  [Symbol.dispose](): void {
    if (this.#spill === undefined) return;
    closeSync(this.#spill.file);
    rmSync(this.#spill.folder, { recursive: true, force: true });
    this.#spill = undefined;
  }
}

function openSpill(): { readonly folder: string; readonly file: number } {
  const folder = mkdtempSync(join(tmpdir(), "quayside-strings-"));
  return { folder, file: openSync(join(folder, "strings"), "wx+", 0o600) };
}
