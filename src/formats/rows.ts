/**
 * The port of all readers: a dropped file as sheets, a sheet as batches of rows. Cells keep what
 * the file says; nothing is parsed as a number here, so no digit is lost.
 */
export type FileFormat = "xlsx" | "csv" | "xml" | "json" | "jsonl" | "ics";

/** A cell that the format itself types; `text` is its canonical form. */
export interface TypedCell {
  /**
   * number: text is the number as the file has it (`358401234567`, `15%` in a percent format,
   * `00123` in a zero-padded one). date `YYYY-MM-DD`, time `HH:mm:ss`, datetime
   * `YYYY-MM-DDTHH:mm:ss[.SSS]` without offset. boolean `TRUE`/`FALSE`. error `#REF!`.
   * formula: no cached result; text is the formula. json: a nested value as JSON text. null: the
   * file says that there is no value (JSON's null, `xsi:nil`), which is more than a missing field.
   */
  readonly kind:
    "number" | "boolean" | "date" | "time" | "datetime" | "error" | "formula" | "json" | "null";
  readonly text: string;
}

/**
 * Text, a typed cell, or null for a cell that is empty or not there. Where the format names its fields
 * null is a field that is not there, and "" an empty one.
 */
export type Cell = string | TypedCell | null;

export interface Row {
  /**
   * What a spreadsheet program would call the row: 1 is the header in xlsx and csv, where blank
   * lines count; the position of the record, from 1, in xml and json; the line in jsonl.
   */
  readonly number: number;
  /** May be shorter than the header; what is missing is null. */
  readonly cells: readonly Cell[];
  /**
   * What is wrong with the row as a whole (columns do not fit, quote not closed, not an object).
   * The cells of such a row are what could be made out, for the file of rows to mend.
   */
  readonly fault?: RowFault;
}

export interface RowFault {
  readonly code: "R002" | "R017";
  readonly message: string;
}

/** A record of a csv file or a sheet as the bytes of its cells: no quotes, no control characters, one line. */
export interface PlainRecord {
  /** UTF-8; the buffer is used again, so what must outlive the step is to be copied. */
  readonly bytes: Buffer;
  readonly count: number;
  /** Cell i stands from edges[i] up to, but not at, edges[i + 1] - 1. */
  readonly edges: Int32Array;
  /** 1 for each cell that has other than ASCII characters, 2 for a number that is no text. */
  readonly high: Uint8Array;
}

/** Takes records before they become rows. */
export interface PlainTaker {
  /** False: the record is left alone, and read as a row. */
  take(record: PlainRecord, number: number): boolean;
  /** What was taken is to be fetched before more comes. */
  readonly isFull: boolean;
}

export interface SheetInfo {
  /** Name of the sheet; undefined where the format has no sheets. */
  readonly name: string | undefined;
  readonly hidden: boolean;
}

export interface Sheet extends SheetInfo {
  /**
   * Field names, where the format names its fields (xml, json, jsonl): cells are in this order,
   * and the list grows while rows are read. Undefined where the first row is the header.
   */
  readonly names: readonly string[] | undefined;
  /**
   * Rows in batches of up to a few thousand, wholly blank ones left out.
   * @throws {InputError} F004 F009 F010 as they are met while reading.
   */
  readonly batches: AsyncIterable<readonly Row[]>;
  /**
   * Of a csv file or a sheet: from the next batch on, `taker` is asked first. What it took stands before the
   * rows of the batch that follows, which may be an empty one.
   */
  readonly offerPlain?: (taker: PlainTaker) => void;
}

/** An open file. One sheet is read at a time. */
export interface RowSource extends AsyncDisposable {
  readonly format: FileFormat;
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Of a csv file that has one, so that rows can be written back the same way. */
  readonly delimiter?: string;
  /** For the log: encoding, delimiter, date system, and why. */
  readonly notes: readonly string[];
  /** Sheets in the order of the workbook; one nameless sheet for the other formats. */
  readonly sheets: readonly SheetInfo[];
  read(sheetIndex: number): Sheet;
  /** Bytes of the file consumed so far, for progress; grows to about the file's size. */
  bytesRead(): number;
}

export interface ReadLimits {
  /** Bytes of the file. */
  readonly fileBytes: number;
  /** Bytes of all parts of a workbook, inflated. */
  readonly inflatedBytes: number;
  /** Inflated to packed, for parts over 1 MiB. */
  readonly compressionRatio: number;
  readonly rows: number;
  readonly cellChars: number;
  readonly headerColumns: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  fileBytes: 2 * 1024 ** 3,
  inflatedBytes: 4 * 1024 ** 3,
  compressionRatio: 200,
  rows: 10_000_000,
  cellChars: 32_767,
  headerColumns: 1_000,
};

export interface ReadOptions {
  readonly limits: ReadLimits;
  readonly encodingFallback: "none" | "windows-1252";
}
