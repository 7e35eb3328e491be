/** What went through a file of the archive on its way: counted and hashed. */
import { createHash } from "node:crypto";
import type { Page } from "../store/export-snapshot.ts";

/** A file as the manifest lists it. */
export interface WrittenFile {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Pages as they come: those of a workbook wait for the program that packs it. */
export type Pages = Iterable<Page> | AsyncIterable<Page>;

/** Passes pages on; `file` is complete when they have ended. */
export function tallied(
  name: string,
  pages: Pages,
  onPage: (page: Page) => void,
): {
  readonly content: Iterable<Buffer> | AsyncIterable<Buffer>;
  readonly file: () => WrittenFile;
} {
  const hash = createHash("sha256");
  const sum = { records: 0, bytes: 0 };
  const tally = (page: Page): Buffer => {
    hash.update(page.bytes);
    sum.records += page.records;
    sum.bytes += page.bytes.length;
    onPage(page);
    return page.bytes;
  };
  function* pass(all: Iterable<Page>): Generator<Buffer> {
    for (const page of all) yield tally(page);
  }
  async function* passAsync(all: AsyncIterable<Page>): AsyncGenerator<Buffer> {
    for await (const page of all) yield tally(page);
  }
  const content = Symbol.asyncIterator in pages ? passAsync(pages) : pass(pages);
  return { content, file: () => ({ name, ...sum, sha256: hash.digest("hex") }) };
}
