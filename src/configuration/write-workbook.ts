/** The configuration of one moment as a workbook that the drop folder Configuration takes. */
import type { Writable } from "node:stream";
import { OperatorError } from "../core/errors.ts";
import { DATASET_LIMITS } from "../datasets/check-context.ts";
import { CELL_CHARS } from "../formats/excel-text.ts";
import { WorkbookStream } from "../formats/excel-writer.ts";
import type { ExportSnapshot, SheetRow } from "../store/export-snapshot.ts";
import { cellOf } from "./cell-of.ts";
import type { ConfigurationSheet } from "./sheets.ts";

/** Rows of each sheet, by its name. */
export type WrittenSheets = Readonly<Record<string, number>>;

export interface WorkbookWriting {
  readonly snapshot: ExportSnapshot;
  readonly sheets: readonly ConfigurationSheet[];
  /** The file to write, or what takes its bytes. */
  readonly target: string | Writable;
  /** Called after each row; what it throws breaks off. */
  readonly onRow?: () => void;
}

/**
 * Row by row; the file is whole when this resolves, and worthless when it rejects.
 * @throws {OperatorError} E014 for what no import could take from a workbook: nothing is cut or left out.
 */
export async function writeWorkbook(writing: WorkbookWriting): Promise<WrittenSheets> {
  const { snapshot, sheets, target } = writing;
  for (const sheet of sheets) assertRows(sheet, snapshot.countSheetRows(sheet.dataset.name));
  await using workbook = new WorkbookStream(target);
  const written: Record<string, number> = {};
  for (const sheet of sheets) {
    await workbook.beginSheet(
      sheet.name,
      sheet.columns.map(({ name }) => name),
    );
    written[sheet.name] = await writeSheet(workbook, sheet, writing);
  }
  await workbook.finish();
  return written;
}

async function writeSheet(
  workbook: WorkbookStream,
  sheet: ConfigurationSheet,
  { snapshot, onRow }: WorkbookWriting,
): Promise<number> {
  const columns = sheet.columns.map(({ name }) => name);
  let rows = 0;
  for (const row of snapshot.sheetRows({ dataset: sheet.dataset.name, columns })) {
    await workbook.write(cellsOf(sheet, row));
    rows += 1;
    onRow?.();
  }
  return rows;
}

function cellsOf({ name, dataset, columns }: ConfigurationSheet, row: SheetRow): (string | null)[] {
  return columns.map((column, position) => {
    const isOfEntry = dataset.group?.columns.includes(column.name) ?? false;
    const cell = cellOf(row[position] ?? null, column, isOfEntry);
    if (cell !== null && cell.length > CELL_CHARS) {
      const key = columns.findIndex((each) => each.name === dataset.key[0]);
      const record = `'${String(row[key] ?? "").slice(0, 200)}'`;
      throw tooMuch(
        name,
        `${column.name} of ${record} has ${cell.length} characters, a cell holds ${CELL_CHARS}`,
      );
    }
    return cell;
  });
}

function assertRows({ name }: ConfigurationSheet, rows: number): void {
  const most = DATASET_LIMITS.setRows;
  if (rows > most) throw tooMuch(name, `it has ${rows} rows, an import takes ${most}`);
}

function tooMuch(sheet: string, what: string): OperatorError {
  return new OperatorError("E014", `The sheet ${sheet} can't be written: ${what}.`, {
    hint: "Leave the sheet out (--only, Sheets=) and take it over by hand.",
  });
}
