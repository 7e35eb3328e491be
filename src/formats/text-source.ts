/** An open text file (csv, xml, json, jsonl, ics) as a source of rows: one sheet without a name. */
import { extname, parse } from "node:path";
import { csvRows } from "./csv-rows.ts";
import { findDelimiter } from "./delimiter.ts";
import type { FileScan } from "./encoding.ts";
import { icsRows } from "./ics.ts";
import { jsonLineRows, jsonRows } from "./json-rows.ts";
import { RecordBuilder } from "./named-rows.ts";
import type { FileFormat, PlainTaker, ReadLimits, Row, RowSource, Sheet } from "./rows.ts";
import { readText, readUtf8 } from "./text-chunks.ts";
import { xmlRows } from "./xml.ts";
import type { SourceFile } from "./source-file.ts";

type TextFormat = Exclude<FileFormat, "xlsx">;

export interface TextFile {
  readonly path: string;
  /** Taken over: closed with the source. */
  readonly file: SourceFile;
  readonly format: TextFormat;
  readonly scan: FileScan;
  readonly limits: ReadLimits;
}

const SHEET = { name: undefined, hidden: false } as const;
const HEAD_BYTES = 64 * 1024;

/** @throws {InputError} F005 */
export async function openText(text: TextFile): Promise<RowSource> {
  const { file, format, scan } = text;
  const notes = [scan.note];
  let position = 0;
  const onRead = (at: number): void => {
    position = Math.max(position, at);
  };
  const csv = format === "csv" ? await lookAtCsv(text, notes) : undefined;
  return {
    format,
    sha256: scan.sha256,
    bytes: scan.bytes,
    notes,
    ...(csv === undefined || csv.delimiter === "" ? {} : { delimiter: csv.delimiter }),
    sheets: [SHEET],
    read(sheetIndex): Sheet {
      if (sheetIndex !== 0) throw new RangeError(`there is no sheet ${sheetIndex} in a text file`);
      return csv === undefined ? namedSheet(text, format, onRead) : csvSheet(csv, onRead);
    },
    bytesRead: () => position,
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function namedSheet(text: TextFile, format: TextFormat, onRead: (at: number) => void): Sheet {
  const builder = new RecordBuilder(text.limits);
  const batches = namedRows(text, format, builder, onRead);
  return { ...SHEET, names: builder.names, batches };
}

function namedRows(
  { path, file, scan, limits }: TextFile,
  format: TextFormat,
  builder: RecordBuilder,
  onRead: (at: number) => void,
): AsyncIterable<readonly Row[]> {
  switch (format) {
    case "xml":
      return xmlRows(readText(file, scan, onRead), builder);
    case "ics":
      return icsRows(readText(file, scan, onRead), builder, parse(path).name);
    case "json":
      return jsonRows(readUtf8(file, scan, onRead), builder, limits);
    case "csv":
    case "jsonl":
      return jsonLineRows(readUtf8(file, scan, onRead), builder);
  }
}

function csvSheet({ rows }: OpenCsv, onRead: (at: number) => void): Sheet {
  const plain: { taker?: PlainTaker } = {};
  const offerPlain = (taker: PlainTaker): void => {
    plain.taker = taker;
  };
  return { ...SHEET, names: undefined, batches: rows(onRead, plain), offerPlain };
}

interface OpenCsv {
  /** "" where the file has a single column. */
  readonly delimiter: string;
  readonly rows: (
    onRead: (at: number) => void,
    plain: { taker?: PlainTaker },
  ) => AsyncGenerator<readonly Row[]>;
}

/** Finds the delimiter once, and returns what reads the rows from the first one. */
async function lookAtCsv(text: TextFile, notes: string[]): Promise<OpenCsv> {
  const { file, scan, limits } = text;
  const bytes = await headOf(text);
  const head = bytes.toString("utf8", 0, HEAD_BYTES);
  const isWhole = bytes.length < HEAD_BYTES;
  const prefersTab = [".tsv", ".txt"].includes(extname(text.path).toLowerCase());
  const { delimiter, separatorLine, note } = findDelimiter(head, isWhole, prefersTab);
  notes.push(note);
  const skippedLines = separatorLine === "" ? 0 : 1;
  return {
    delimiter,
    rows: (onRead, plain) =>
      csvRows(skip(readUtf8(file, scan, onRead), separatorLine.length), {
        delimiter,
        skippedLines,
        limits,
        plain,
      }),
  };
}

async function headOf({ file, scan }: TextFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readUtf8(file, scan, () => undefined)) {
    parts.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts);
}

async function* skip(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    const dropped = Math.min(left, chunk.length);
    left -= dropped;
    yield chunk.subarray(dropped);
  }
}
