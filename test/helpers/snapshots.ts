/** Snapshots of a store of the shipped import types, read to their end. */
import { parse } from "csv-parse/sync";
import type { ExportSnapshot, Page, RecordSelection } from "../../src/store/export-snapshot.ts";
import { openSnapshot } from "../../src/store/sqlite/exports/open-snapshot.ts";
import { shippedTypes } from "./rejecting.ts";

export function snapshotOf(path: string): ExportSnapshot {
  return openSnapshot({ path, types: shippedTypes });
}

/** All pages as one text, strictly decoded; checks that the pages count their lines. */
export function textOf(pages: Iterable<Page>): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return [...pages].map(({ bytes }) => decoder.decode(bytes)).join("");
}

/** The records of JSON Lines. */
export function recordsOf(
  snapshot: ExportSnapshot,
  selection: RecordSelection,
): readonly Readonly<Record<string, unknown>>[] {
  const lines = textOf(snapshot.jsonLines(selection)).split("\n");
  if (lines.pop() !== "") throw new Error("the last line does not end");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The rows of a CSV by the names of its header, as another reader sees them. */
export function csvRows(pages: Iterable<Page>): readonly Readonly<Record<string, string>>[] {
  return parse(textOf(pages), { columns: true, record_delimiter: "\r\n", bom: false });
}
