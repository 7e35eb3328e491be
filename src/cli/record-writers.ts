/** Records in the formats of `quayside records`, written as they come. */
import { rm, rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fromSystem, UsageError } from "../core/errors.ts";
import { temporaryName } from "../files/atomic-write.ts";
import { csvLine } from "../formats/csv-writer.ts";
import type { StoredRecord } from "../store/store.ts";
import { openTextTarget, type TextTarget } from "./text-target.ts";
import type { Terminal } from "./terminal.ts";
import { table } from "./text.ts";

export const RECORD_FORMATS = ["table", "csv", "jsonl", "json", "xlsx"] as const;

export interface RecordWriter extends AsyncDisposable {
  write(record: StoredRecord): Promise<void>;
  /** Only now is the result whole; a file gets its name here. */
  finish(): Promise<void>;
}

export interface RecordTarget {
  readonly terminal: Terminal;
  /** A file instead of standard output. */
  readonly path: string | undefined;
  readonly title: string;
}

/** @throws {UsageError} S010 for an unknown format, or a workbook without a file. */
export async function recordWriter(
  format: string,
  target: RecordTarget,
  columns: readonly string[],
): Promise<RecordWriter> {
  if (format === "xlsx") return await workbookWriter(target, columns);
  const text = await openTextTarget(target.terminal, target.path);
  switch (format) {
    case "csv":
      return await csvWriter(text, columns, target.path !== undefined);
    case "jsonl":
      return plain(text, (record) => `${JSON.stringify(record)}\n`);
    case "json":
      return await jsonWriter(text);
    case "table":
      return tableWriter(text, columns);
    default:
      throw new UsageError("S010", `there is no format ${format}`, {
        hint: `There are ${RECORD_FORMATS.join(", ")}.`,
      });
  }
}

function plain(text: TextTarget, render: (record: StoredRecord) => string): RecordWriter {
  return {
    write: (record) => text.write(render(record)),
    finish: () => text.finish(),
    [Symbol.asyncDispose]: () => text[Symbol.asyncDispose](),
  };
}

async function csvWriter(
  text: TextTarget,
  columns: readonly string[],
  isFile: boolean,
): Promise<RecordWriter> {
  // Excel takes a file without the mark for the system's code page; other programs stumble over it.
  await text.write((isFile ? "\ufeff" : "") + csvLine(columns));
  return plain(text, (record) => csvLine(cells(record, columns)));
}

async function jsonWriter(text: TextTarget): Promise<RecordWriter> {
  await text.write('{"records":[');
  let separator = "";
  const writer = plain(text, (record) => {
    const item = separator + JSON.stringify(record);
    separator = ",";
    return item;
  });
  return {
    ...writer,
    finish: async () => {
      await text.write("]}\n");
      await writer.finish();
    },
  };
}

const TABLE_ROWS = 500;
const CELL_WIDTH = 40;

/** Columns that are empty throughout a part of the table are left out of it. */
function tableWriter(text: TextTarget, columns: readonly string[]): RecordWriter {
  let rows: string[][] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const used = columns.map((_, column) => rows.some((row) => row[column] !== ""));
    const pick = (row: readonly string[]): string[] => row.filter((_, column) => used[column]);
    await text.write(`${table(pick(columns), rows.map(pick)).join("\n")}\n`);
    rows = [];
  };
  return {
    write: async (record) => {
      rows.push(cells(record, columns).map((cell) => shortened(cell ?? "")));
      if (rows.length >= TABLE_ROWS) await flush();
    },
    finish: async () => {
      await flush();
      await text.finish();
    },
    [Symbol.asyncDispose]: () => text[Symbol.asyncDispose](),
  };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > CELL_WIDTH ? `${line.slice(0, CELL_WIDTH - 3)}...` : line;
}

async function workbookWriter(
  { path, title }: RecordTarget,
  columns: readonly string[],
): Promise<RecordWriter> {
  if (path === undefined) {
    throw new UsageError("S010", "a workbook needs a file", { hint: "Add --out records.xlsx." });
  }
  const { WorkbookStream } = await import("../formats/excel-writer.ts");
  const finalPath = resolve(path);
  const temporaryPath = join(dirname(finalPath), temporaryName(basename(finalPath)));
  const workbook = new WorkbookStream(temporaryPath);
  await workbook.beginSheet(title, columns);
  return {
    write: (record) => workbook.write(cells(record, columns)),
    finish: async () => {
      try {
        await workbook.finish();
        await rename(temporaryPath, finalPath);
      } catch (error) {
        throw fromSystem(error, `Writing ${finalPath}`);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await workbook[Symbol.asyncDispose]();
      await rm(temporaryPath, { force: true });
    },
  };
}

function cells(record: StoredRecord, columns: readonly string[]): (string | null)[] {
  return columns.map((column) => {
    const value = record[column] ?? null;
    return value === null ? null : String(value);
  });
}
