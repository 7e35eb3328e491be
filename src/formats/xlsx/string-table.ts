/**
 * Millions of texts in flat memory: bytes in pages, the first pages in memory, the others in a
 * temporary file. Sheets mention texts about in their order, so few pages are wanted at a time.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forbiddenCharacter } from "../cell-text.ts";
import { readFault } from "../faults.ts";

const PAGE_BYTES = 256 * 1024;
/** 32 MiB stay in memory for ever, and another 8 MiB of what is in the file. */
const MEMORY_PAGES = 128;
const CACHED_PAGES = 32;
/** Texts met first are mentioned most (names of cities, yes and no): these stay texts. */
const HOT_TEXTS = 32_768;
const HOT_CHARS = 64;

/** Beside the length of a text: it has other than ASCII characters; it can't be copied unseen. */
const HIGH_BIT = 1 << 30;
const ODD_BIT = 1 << 29;
const LENGTH_BITS = ODD_BIT - 1;
const ODD = /[\0-\x1f\x7f\ufffe\uffff]/;

export class StringTable implements Disposable {
  readonly #pageBytes: number;
  readonly #pages: Buffer[] = [];
  readonly #cached = new Map<number, Buffer>();
  readonly #hot: (string | undefined)[] = [];
  /** Where each text begins: page times page size, plus offset. */
  #starts = new Float64Array(1024);
  #count = 0;
  #page: Buffer;
  #pageIndex = 0;
  #used = 0;
  #spill: { readonly folder: string; readonly file: number } | undefined;
  /** Where the text stands that `find` found last, and whether it has other than ASCII characters. */
  page: Buffer;
  from = 0;
  to = 0;
  isHigh = false;

  /** @param longestBytes bytes of the longest text that may come. */
  constructor(longestBytes: number) {
    this.#pageBytes = Math.max(PAGE_BYTES, longestBytes + 4);
    this.#page = Buffer.allocUnsafeSlow(this.#pageBytes);
    this.page = this.#page;
  }

  get size(): number {
    return this.#count;
  }

  push(text: string): void {
    const bytes = Buffer.byteLength(text);
    const isHigh = bytes !== text.length;
    const isOdd = ODD.test(text) || (isHigh && forbiddenCharacter(text) !== undefined);
    const at = this.#begin(bytes, (isHigh ? HIGH_BIT : 0) | (isOdd ? ODD_BIT : 0));
    this.#page.write(text, at);
  }

  /** A text of printable ASCII characters, as it stands in `bytes`. */
  pushBytes(bytes: Buffer, from: number, to: number): void {
    let at = this.#begin(to - from, 0);
    const page = this.#page;
    for (let i = from; i < to; i++) page[at++] = bytes[i] ?? 0;
  }

  /** The text at `index`; undefined where there is none. */
  at(index: number): string | undefined {
    const hot = this.#hot[index];
    if (hot !== undefined) return hot;
    if (this.#locate(index) === undefined) return undefined;
    const text = this.page.toString("utf8", this.from, this.to);
    if (index < HOT_TEXTS && text.length <= HOT_CHARS) {
      while (this.#hot.length <= index) this.#hot.push(undefined);
      this.#hot[index] = text;
    }
    return text;
  }

  /** Sets `page`, `from`, `to` and `isHigh`; false: there is none, or its characters are to be looked at. */
  find(index: number): boolean {
    const head = this.#locate(index);
    if (head === undefined || (head & ODD_BIT) !== 0) return false;
    this.isHigh = (head & HIGH_BIT) !== 0;
    return true;
  }

  #locate(index: number): number | undefined {
    const start = index < this.#count ? this.#starts[index] : undefined;
    if (start === undefined) return undefined;
    const pageIndex = Math.floor(start / this.#pageBytes);
    const page = this.#pageAt(pageIndex);
    const at = start - pageIndex * this.#pageBytes;
    const head = page.readUInt32LE(at);
    this.page = page;
    this.from = at + 4;
    this.to = this.from + (head & LENGTH_BITS);
    return head;
  }

  /** Makes room for a text and writes its head; where its bytes belong. */
  #begin(bytes: number, bits: number): number {
    if (this.#used + 4 + bytes > this.#pageBytes) this.#nextPage();
    if (this.#count === this.#starts.length) {
      const starts = new Float64Array(this.#count * 2);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    const at = this.#used;
    this.#starts[this.#count++] = this.#pageIndex * this.#pageBytes + at;
    this.#page.writeUInt32LE(bytes | bits, at);
    this.#used += 4 + bytes;
    return at + 4;
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
