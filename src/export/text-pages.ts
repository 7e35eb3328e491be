/** Gathers lines into pages. */
import type { Page } from "../store/export-snapshot.ts";

const PAGE_CHARS = 64 * 1024;

/** @param lineOf undefined: the format can't hold the row, which is left out. */
export function* textPages<Row>(
  rows: Iterable<Row>,
  lineOf: (row: Row) => string | undefined,
): Generator<Page> {
  let text = "";
  let records = 0;
  let leftOut = 0;
  const page = (): Page => ({
    bytes: Buffer.from(text),
    records,
    ...(leftOut === 0 ? {} : { leftOut }),
  });
  for (const row of rows) {
    const line = lineOf(row);
    if (line === undefined) leftOut += 1;
    else records += 1;
    text += line ?? "";
    if (text.length < PAGE_CHARS) continue;
    yield page();
    text = "";
    records = 0;
    leftOut = 0;
  }
  if (records + leftOut > 0) yield page();
}
