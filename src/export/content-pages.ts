/** A table for another database as a file: head, deletions, rows, end. */
import { csvLine } from "../formats/csv-writer.ts";
import { xmlRecord, XML_HEAD, XML_TAIL } from "../formats/xml-writer.ts";
import type { ContentSelection, ExportSnapshot, Page } from "../store/export-snapshot.ts";
import { textPages } from "./text-pages.ts";

/** As the Data Updater knows it. */
const OPERATION = "operation";

/**
 * Deletions come first: a row that was deleted and created again is then right, whatever the client had.
 * One that came and went between two exports is a deletion of what the client never had; the Updater
 * warns of it and goes on.
 */
export function* contentPages(
  snapshot: ExportSnapshot,
  selection: ContentSelection,
): Generator<Page> {
  const { dataset, format, changes } = selection;
  const { names } = snapshot.contentColumns(dataset);
  const header = csvLine(changes === undefined ? names : [OPERATION, ...names]);
  yield framing(format === "csv" ? header : XML_HEAD);
  if (changes?.after !== undefined) yield* deletedPages(snapshot, selection);
  yield* snapshot.content(selection);
  if (format === "xml") yield framing(XML_TAIL);
}

/** Rows and deletions, for the progress. */
export function countContent(snapshot: ExportSnapshot, selection: ContentSelection): number {
  const { dataset, changes } = selection;
  const deleted = changes?.after === undefined ? 0 : snapshot.countDeleted(dataset, changes);
  return snapshot.countContent(selection) + deleted;
}

function deletedPages(
  snapshot: ExportSnapshot,
  { dataset, format, changes = {} }: ContentSelection,
): Generator<Page> {
  const { names, key } = snapshot.contentColumns(dataset);
  const lineOf = (values: readonly string[]): string | undefined => {
    if (format === "csv") {
      const cells = names.map((name) => values[key.indexOf(name)] ?? "");
      return csvLine(["D", ...cells]);
    }
    return xmlRecord({ action: "D", fields: key.map((name, at) => [name, values[at] ?? ""]) });
  };
  return textPages(snapshot.deletedKeys(dataset, changes), lineOf);
}

function framing(text: string): Page {
  return { bytes: Buffer.from(text), records: 0 };
}
