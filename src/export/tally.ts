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

/** Passes pages on; `file` is complete when they have ended. */
export function tallied(
  name: string,
  pages: Iterable<Page>,
  onPage: (page: Page) => void,
): { readonly content: Iterable<Buffer>; readonly file: () => WrittenFile } {
  const hash = createHash("sha256");
  const sum = { records: 0, bytes: 0 };
  function* pass(): Generator<Buffer> {
    for (const page of pages) {
      hash.update(page.bytes);
      sum.records += page.records;
      sum.bytes += page.bytes.length;
      onPage(page);
      yield page.bytes;
    }
  }
  return { content: pass(), file: () => ({ name, ...sum, sha256: hash.digest("hex") }) };
}
