/** Workbooks out: a stream of text rows of any number, and small documents for people. The adapter of exceljs. */
import { once, type EventEmitter } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import ExcelJS from "exceljs";
import { UsageError } from "../core/errors.ts";
import { chartParts, DRAWING, withChartTypes, type BarChart } from "./excel-chart.ts";
import { CELL_CHARS, escapeCellText, needsCare, sheetName } from "./excel-text.ts";

/** Rows of a sheet, header included. exceljs writes more without a word, and Excel can't open it. */
const SHEET_ROWS = 1_048_576;
/** Rows between looks at how far behind the disk is. */
const ROWS_BETWEEN_LOOKS = 200;
const BYTES_IN_FLIGHT = 256 * 1024;
const TEXT_FORMAT = "@";
/** Rows of a document that offer lists: more are not typed by hand, and some programs list each cell. */
const LISTED_ROWS = 10_000;
const NO_NUMBERS: ReadonlySet<number> = new Set();

/** What exceljs has but does not declare: where a sheet's XML goes, and the archive. */
interface SheetInternals {
  readonly stream: {
    readonly pipes: readonly (EventEmitter & { readonly _writableState: { length: number } })[];
  };
}
interface DrawingInternals {
  readonly _sheetRelsWriter: {
    addRelationship(relation: { Type: string; Target: string }): string;
  };
  _write(xml: string): void;
  /** Writes what follows `<drawing>`, which exceljs itself never writes. */
  _writeLegacyData: () => void;
}
interface WorkbookInternals {
  readonly zip: EventEmitter & {
    abort(): void;
    append(content: unknown, entry: { readonly name: string }): unknown;
  };
}

export interface WorkbookStreamOptions {
  /** Rows of a sheet, header included, before it goes on in a further one. For tests. */
  readonly sheetRows?: number;
  /** Written down as the time of its making. */
  readonly createdAt?: Date;
}

/**
 * A workbook written row by row in constant memory; cells are text or numbers, never formulas. A sheet that is full goes
 * on in `Name (2)` with the same header. The file is whole once `finish` has resolved; disposed of
 * before that, it is worthless and the caller removes it.
 */
export class WorkbookStream implements AsyncDisposable {
  readonly #output: Writable;
  readonly #workbook: ExcelJS.stream.xlsx.WorkbookWriter;
  readonly #broken = new AbortController();
  readonly #sheetRows: number;
  #sheet: ExcelJS.Worksheet | undefined;
  #name = "";
  #header: readonly string[] = [];
  #numbers = NO_NUMBERS;
  #part = 1;
  #rows = 0;
  #isFinished = false;

  /** @param target the path of a file, or what takes its bytes. */
  constructor(target: string | Writable, options: WorkbookStreamOptions = {}) {
    this.#sheetRows = options.sheetRows ?? SHEET_ROWS;
    this.#output = typeof target === "string" ? createWriteStream(target) : target;
    this.#output.on("error", this.#fail);
    this.#workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
      stream: this.#output,
      useStyles: true,
      useSharedStrings: false,
    });
    if (options.createdAt) {
      this.#workbook.created = options.createdAt;
      this.#workbook.modified = options.createdAt;
    }
    this.#workbook.creator = "Quayside";
    this.#workbook.lastModifiedBy = "Quayside";
    this.#zip.on("error", this.#fail);
  }

  /**
   * Begins a sheet, and ends the one before.
   * @param numbers columns of numbers, counted from 0; all others are formatted as text.
   */
  async beginSheet(
    name: string,
    header: readonly string[],
    numbers: ReadonlySet<number> = NO_NUMBERS,
  ): Promise<void> {
    this.#name = name;
    this.#header = header;
    this.#numbers = numbers;
    this.#part = 1;
    await this.#openPart();
  }

  async write(cells: readonly (string | number | null)[]): Promise<void> {
    if (this.#rows >= this.#sheetRows) {
      this.#part++;
      await this.#openPart();
    }
    this.#sheet?.addRow(cells.map(streamCell)).commit();
    this.#rows++;
    if (this.#rows % ROWS_BETWEEN_LOOKS === 0) await this.#drained();
  }

  /** Draws charts onto the sheet that goes on; one sheet of a workbook may have some. */
  addCharts(charts: readonly BarChart[]): void {
    const sheet = this.#sheet as unknown as DrawingInternals | undefined;
    if (!sheet || charts.length === 0) return;
    const { type, target } = DRAWING;
    const id = sheet._sheetRelsWriter.addRelationship({ Type: type, Target: target });
    sheet._writeLegacyData = () => {
      sheet._write(`<drawing r:id="${id}"/>`);
    };
    const zip = this.#zip;
    const append = zip.append.bind(zip);
    zip.append = (content, entry) =>
      entry.name === "[Content_Types].xml" && typeof content === "string"
        ? append(withChartTypes(content, charts.length), entry)
        : append(content, entry);
    for (const { name, content } of chartParts(charts)) append(content, { name });
  }

  /** @throws what the file system says; the caller translates it with the path that it knows. */
  async finish(): Promise<void> {
    this.#sheet?.commit();
    this.#broken.signal.throwIfAborted();
    const broke = once(this.#broken.signal, "abort").then(() => {
      throw this.#broken.signal.reason as Error;
    });
    await Promise.race([this.#workbook.commit(), broke]);
    this.#isFinished = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isFinished || this.#output.closed) return;
    this.#zip.abort();
    // What is still written into it meanwhile fails; #fail has heard, and `once` would throw it here.
    await new Promise<void>((resolve) => {
      this.#output.once("close", resolve).destroy();
    });
  }

  get #zip(): WorkbookInternals["zip"] {
    return (this.#workbook as unknown as WorkbookInternals).zip;
  }

  readonly #fail = (error: Error): void => {
    this.#broken.abort(error);
  };

  async #openPart(): Promise<void> {
    // Before its end: a stream that was ended tells of no drain any more.
    await this.#drained();
    this.#sheet?.commit();
    const sheet = this.#workbook.addWorksheet(sheetName(this.#name, this.#part), {
      views: [{ state: "frozen", ySplit: 1 }],
    });
    sheet.columns = this.#header.map((title, column) => ({
      width: widthOf(title),
      style: this.#numbers.has(column) ? {} : { numFmt: TEXT_FORMAT },
    }));
    const row = sheet.addRow(this.#header.map(textCell));
    row.font = { bold: true };
    row.commit();
    this.#sheet = sheet;
    this.#rows = 1;
  }

  /** exceljs takes rows faster than it packs them, without end; so wait until it has caught up. */
  async #drained(): Promise<void> {
    this.#broken.signal.throwIfAborted();
    if (!this.#sheet) return;
    await new Promise((resolve) => setImmediate(resolve));
    const { pipes } = (this.#sheet as unknown as SheetInternals).stream;
    for (const pipe of pipes) {
      while (pipe._writableState.length > BYTES_IN_FLIGHT) {
        await once(pipe, "drain", { signal: this.#broken.signal }).catch(() => {
          throw this.#broken.signal.reason as Error;
        });
      }
    }
  }
}

export interface DocumentColumn {
  readonly header: string;
  /** Comment on the header cell. */
  readonly note: string;
  /** text: what is typed stays as it is. date: `2026-12-24` becomes a real date. */
  readonly format: "text" | "date" | "general";
  readonly width: number;
  /** Values offered in a drop-down list; others may be typed after a warning. */
  readonly choices: readonly string[];
  readonly isRequired: boolean;
}

export type DocumentCell = string | number | boolean | Date | null;

export interface DocumentSheet {
  readonly name: string;
  readonly columns: readonly DocumentColumn[];
  readonly rows: readonly (readonly DocumentCell[])[];
}

/** A workbook for people: bold frozen header with notes, drop-down lists, formats, widths. */
export async function workbookDocument(sheets: readonly DocumentSheet[]): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = "Quayside";
  for (const spec of sheets) {
    const sheet = workbook.addWorksheet(sheetName(spec.name), {
      views: [{ state: "frozen", ySplit: 1 }],
    });
    sheet.columns = spec.columns.map(({ width, format }) => ({
      width,
      style: format === "general" ? {} : { numFmt: format === "date" ? "yyyy-mm-dd" : TEXT_FORMAT },
    }));
    sheet.addRow(spec.columns.map(({ header }) => header));
    for (const cells of spec.rows) {
      sheet.addRow(cells.map((cell) => (typeof cell === "string" ? textCell(cell) : cell)));
    }
    spec.columns.forEach((column, index) => {
      dressColumn(sheet, column, index + 1);
    });
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function dressColumn(sheet: ExcelJS.Worksheet, column: DocumentColumn, number: number): void {
  const head = sheet.getCell(1, number);
  head.style = {
    numFmt: TEXT_FORMAT,
    font: { bold: true },
    alignment: { vertical: "top" },
    fill: {
      type: "pattern",
      pattern: "solid",
      fgColor: { argb: column.isRequired ? "FFBDD7EE" : "FFEDEDED" },
    },
  };
  if (column.note !== "") head.note = { texts: [{ text: column.note }] };
  const list = `"${column.choices.join(",")}"`;
  // A list in the cell itself holds 255 characters and can't hold commas.
  const isList = column.choices.length > 0 && !column.choices.some((choice) => /[",]/.test(choice));
  if (!isList || list.length > 255) return;
  const { letter } = sheet.getColumn(number);
  (sheet as unknown as ValidatedSheet).dataValidations.add(
    `${letter}2:${letter}${LISTED_ROWS}`,
    listOf(list),
  );
}

/** Declared by exceljs for cells only; a range serves a whole column. */
interface ValidatedSheet {
  readonly dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

function listOf(formula: string): ExcelJS.DataValidation {
  return {
    type: "list",
    allowBlank: true,
    formulae: [formula],
    showErrorMessage: true,
    // Not `stop`: `~`, which clears a value, must be possible too.
    errorStyle: "warning",
    errorTitle: "Not in the list",
    error: "Only ~ (clears the value) is accepted beside the values of the list.",
  };
}

function textCell(text: string | null): ExcelJS.CellValue {
  if (text === null || text === "") return undefined;
  if (text.length > CELL_CHARS) {
    throw new UsageError(
      "S010",
      `A value of ${text.length} characters does not fit into a cell of a workbook (${CELL_CHARS}).`,
      { hint: "Use csv or jsonl, which have no such limit." },
    );
  }
  return needsCare(text) ? { richText: [{ text: escapeCellText(text) }] } : text;
}

function streamCell(cell: string | number | null): ExcelJS.CellValue {
  return typeof cell === "number" ? cell : textCell(cell);
}

function widthOf(title: string): number {
  return Math.min(60, Math.max(12, title.length + 4));
}
