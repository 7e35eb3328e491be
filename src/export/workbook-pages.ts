/** The configuration as a file: a workbook, as it is packed. */
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import type { ConfigurationSheet } from "../configuration/sheets.ts";
import { writeWorkbook } from "../configuration/write-workbook.ts";
import type { ExportSnapshot, Page } from "../store/export-snapshot.ts";

/** The rows that have been written by then are counted with each piece of the packed workbook. */
export async function* workbookPages(
  snapshot: ExportSnapshot,
  sheets: readonly ConfigurationSheet[],
): AsyncGenerator<Page> {
  const packed = new PassThrough();
  let rows = 0;
  const onRow = (): void => {
    rows += 1;
  };
  const written = writeWorkbook({ snapshot, sheets, target: packed, onRow });
  let fault: unknown;
  const ended = written.catch((error: unknown) => {
    fault = error;
    packed.destroy();
  });
  try {
    for await (const bytes of packed as AsyncIterable<Buffer>) {
      const records = rows;
      rows = 0; // goes on being counted while the page is taken
      yield { bytes, records };
    }
  } catch (error) {
    await ended;
    // The stream only knows that it was closed.
    throw fault ?? error;
  } finally {
    // Whoever reads no more, breaks it off.
    packed.destroy(new Error("the workbook was not read to its end"));
    await ended;
  }
}

/** The same pages, which are also written to a file, mode 0600. */
export async function* copied(pages: AsyncIterable<Page>, path: string): AsyncGenerator<Page> {
  await using file = await open(path, "w", 0o600);
  for await (const page of pages) {
    await file.writeFile(page.bytes);
    yield page;
  }
}
