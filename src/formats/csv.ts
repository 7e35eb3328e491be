/** The adapter of csv-parse: the judge of every record that is not plain. */
import { CsvError, parse } from "csv-parse/sync";
import type { Cell } from "./rows.ts";

/** A record that follows RFC 4180, or why it doesn't. */
export type Judgement = { readonly cells: Cell[] } | { readonly reason: string };

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "the quote that opens here is not closed",
  CSV_INVALID_CLOSING_QUOTE: "a closing quote is followed by text",
  INVALID_OPENING_QUOTE: "a quote stands within a cell that does not begin with one",
};

/**
 * Judges the bytes of what should be exactly one record, UTF-8, with or without its line break.
 * @param delimiter one character; "" where the file has a single column.
 */
export function judgeRecord(bytes: Buffer, delimiter: string): Judgement {
  try {
    const records = parse(bytes, {
      // A file of one column has no delimiter: this one can't stand in a valid text.
      delimiter: delimiter === "" ? "\u0001" : delimiter,
      // Never guessed from the first line: mixed line breaks would join rows.
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
    });
    const [record] = records;
    if (record === undefined || records.length > 1) {
      return { reason: "the quotes do not enclose whole cells" };
    }
    return { cells: record.map((text) => (text === "" ? null : text)) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { reason: REASONS[error.code] ?? error.message };
  }
}
