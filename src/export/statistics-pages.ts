/** A table of statistics as a file. */
import { csvLine } from "../formats/csv-writer.ts";
import { xmlRecord, XML_HEAD, XML_TAIL } from "../formats/xml-writer.ts";
import {
  STATISTICS,
  type ExportSnapshot,
  type Page,
  type StatisticsRow,
  type StatisticsSelection,
} from "../store/export-snapshot.ts";
import { textPages } from "./text-pages.ts";

/** What is not known is an empty cell, or an element that is not there. */
export function* statisticsPages(
  snapshot: ExportSnapshot,
  selection: StatisticsSelection,
  format: "csv" | "xml",
): Generator<Page> {
  const { columns } = STATISTICS[selection.table];
  const lineOf = (row: StatisticsRow): string | undefined =>
    format === "csv"
      ? csvLine(row.map((value) => (value === null ? null : String(value))))
      : xmlRecord({ fields: columns.map((name, at) => [name, row[at] ?? null]) });
  yield { bytes: Buffer.from(format === "csv" ? csvLine(columns) : XML_HEAD), records: 0 };
  yield* textPages(snapshot.statistics(selection), lineOf);
  if (format === "xml") yield { bytes: Buffer.from(XML_TAIL), records: 0 };
}
