/**
 * The rows to mend: the source is read a second time beside its issues, and each row with an error
 * goes into `<name>.rejected.csv` or `.xlsx`, which can be dropped as it is once it is mended.
 */
import { basename, parse } from "node:path";
import type { RowIssue } from "../core/issue.ts";
import { importableColumns } from "../datasets/columns.ts";
import { isSheet } from "../datasets/choose-sheets.ts";
import { NULL_TEXT, UNCHANGED_TEXT } from "../datasets/databases/read-cells.ts";
import { foldName } from "../datasets/fold.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { openRows } from "../formats/open-rows.ts";
import type { Row, RowSource, SheetInfo } from "../formats/rows.ts";
import type { ImportTypeSpec, SheetSpec } from "../store/dataset-spec.ts";
import type { RejectedJob } from "./reader-jobs.ts";
import type { RejectedFile } from "./readers.ts";
import { isJobDocument, writeRejectedJobs } from "./rejected-jobs.ts";
import { IssueCursor, readIssues } from "./rejected-issues.ts";
import { cellText, type Filling, type Layout, rejectedLayout } from "./rejected-layout.ts";
import { openRejectedOutput, rejectedExtension, type RejectedOutput } from "./rejected-output.ts";
import { type PlainHeader, readTable, type TableBatch } from "./rejected-table.ts";

export interface RejectedOptions {
  readonly source: RowSource;
  /** By sheet and row. */
  readonly issues: AsyncIterable<RowIssue>;
  /** `History/<name>`, to which `.rejected.csv` or `.rejected.xlsx` is added. */
  readonly stemPath: string;
  readonly type: ImportTypeSpec;
  /**
   * The record that all rows of the file belong to (the campaign) exists now: the mended rows are
   * added to it. Its name where the file says none.
   */
  readonly addTo?: string;
  /** Nothing of the file was imported: the good rows come back as well, in all sheets. */
  readonly isWhole?: boolean;
}

/** Opens the files of `job` and writes its rejected rows. @throws what `openRows` does. */
export async function writeRejectedFile(job: RejectedJob): Promise<RejectedFile | undefined> {
  if (job.type.target === "jobs" && isJobDocument(job.sourcePath)) {
    return await writeRejectedJobs(job);
  }
  await using source = await openRows(job.sourcePath, job.reading);
  return await writeRejected({
    source,
    issues: readIssues(job.issuesPath),
    stemPath: job.stemPath,
    type: job.type,
    ...(job.isApplied ? { addTo: parse(job.file).name } : { isWhole: true }),
  });
}

/**
 * Writes the rejected rows of `source`, in constant memory; undefined: there is none, and no file.
 * Its number of rows counts those with reasons.
 * A csv source keeps its delimiter; cells keep their text, in a workbook as text cells.
 */
export async function writeRejected(options: RejectedOptions): Promise<RejectedFile | undefined> {
  await using cursor = await IssueCursor.open(options.issues);
  if (!cursor.head) return undefined;
  const path = `${options.stemPath}.rejected.${rejectedExtension(options.source)}`;
  let rows = 0;
  await writeFileAtomic(
    path,
    async (temporaryPath) => {
      await using output = await openRejectedOutput(options.source, temporaryPath);
      rows = await writeSheets(options, cursor, output);
      await output.finish();
    },
    { syncFolder: false },
  );
  return { name: basename(path), rows };
}

async function writeSheets(
  options: RejectedOptions,
  cursor: IssueCursor,
  output: RejectedOutput,
): Promise<number> {
  const { source, type } = options;
  const head = type.sheets.find((sheet) => sheet.fromFirstRow);
  const filling = head && options.addTo !== undefined ? fillingOf(head, options.addTo) : undefined;
  const headIndex = head && filling ? sheetIndex(source, head) : -1;
  if (filling && headIndex >= 0) await repeatSheet(source, headIndex, filling, output);
  const isWhole = options.isWhole === true;
  const written = new Set([headIndex]);
  let rows = 0;
  const writeSheet = async (index: number, sheet: string | undefined): Promise<void> => {
    written.add(index);
    const join = { cursor, sheet, type, isWhole, filling: headIndex >= 0 ? undefined : filling };
    rows += await writeRows(readTable(source, index, plainHeader(type)), join, output);
  };
  while (cursor.head) {
    const { sheet } = cursor.head;
    const index = issueSheetIndex(source, sheet);
    if (index >= 0 && !written.has(index)) await writeSheet(index, sheet);
    await cursor.leave(sheet);
  }
  const others = isWhole ? knownSheets(source, type).filter((index) => !written.has(index)) : [];
  for (const index of others) await writeSheet(index, source.sheets[index]?.name);
  return rows;
}

/** Sheets of a workbook that the type reads by their names. */
function knownSheets({ sheets }: RowSource, type: ImportTypeSpec): readonly number[] {
  const isKnown = ({ name, hidden }: SheetInfo): boolean =>
    name !== undefined && !hidden && type.sheets.some((spec) => isSheet(spec, name));
  return [...sheets.entries()].filter(([, sheet]) => isKnown(sheet)).map(([index]) => index);
}

interface SheetJoin {
  readonly cursor: IssueCursor;
  /** As the issues name it. */
  readonly sheet: string | undefined;
  readonly type: ImportTypeSpec;
  readonly filling: Filling | undefined;
  readonly isWhole: boolean;
}

/** Walks through the rows of a sheet and its issues side by side. */
async function writeRows(
  table: AsyncGenerator<TableBatch>,
  join: SheetJoin,
  output: RejectedOutput,
): Promise<number> {
  const { cursor, sheet, isWhole } = join;
  let layout: Layout | undefined;
  let written = 0;
  for await (const { name, header, rows, isNamed } of table) {
    if (!layout) {
      layout = layoutOf(header, rows[0], join, isNamed);
      await output.beginSheet(name, layout.header);
    }
    for (const row of rows) {
      if (!isWhole && !cursor.reaches(sheet, row.number)) continue;
      const issues = await cursor.take(sheet, row.number);
      if (!isWhole && issues.length === 0) continue;
      await output.write(layout.line(row, issues));
      if (issues.length > 0) written++;
    }
    if (!isWhole && !cursor.reaches(sheet, Number.POSITIVE_INFINITY)) break;
  }
  return written;
}

function layoutOf(
  header: readonly string[],
  firstRow: Row | undefined,
  { type, filling }: SheetJoin,
  isNamed: boolean,
): Layout {
  const marks = { missing: UNCHANGED_TEXT, nothing: NULL_TEXT };
  return rejectedLayout(header, {
    ...(type.rules && isNamed ? { marks } : {}),
    secretColumns: secretColumns(type),
    filling: fromFirstRow(filling, header, firstRow),
    hasReasons: true,
  });
}

/** The sheet with the record itself, changed so that the rows are added to it. */
async function repeatSheet(
  source: RowSource,
  index: number,
  filling: Filling,
  output: RejectedOutput,
): Promise<void> {
  let layout: Layout | undefined;
  for await (const { name, header, rows } of readTable(source, index, () => undefined)) {
    if (!layout) {
      layout = rejectedLayout(header, { secretColumns: [], filling, hasReasons: false });
      await output.beginSheet(name, layout.header);
    }
    for (const row of rows) await output.write(layout.line(row, []));
  }
}

function fillingOf({ dataset, inherited }: SheetSpec, name: string): Filling {
  const { operation } = dataset;
  return {
    always: operation ? { [operation.column]: operation.update } : {},
    ifEmpty: Object.fromEntries(inherited.map((column) => [column, name])),
  };
}

/** In a file without sheets the first row names the record; the rows after it may leave it out. */
function fromFirstRow(
  filling: Filling | undefined,
  header: readonly string[],
  row: Row | undefined,
): Filling {
  if (!filling) return { always: {}, ifEmpty: {} };
  const ifEmpty = Object.entries(filling.ifEmpty).map(([name, value]) => {
    const index = header.findIndex((title) => foldName(title) === foldName(name));
    return [name, cellText(row?.cells[index]) || value] as const;
  });
  return { always: filling.always, ifEmpty: Object.fromEntries(ifEmpty) };
}

/** BlockedNumbers may be a plain list: then the first cell is a number already. */
function plainHeader(type: ImportTypeSpec): PlainHeader {
  const [first] = type.sheets[0]?.dataset.key ?? [];
  const column = type.sheets[0]?.dataset.columns.find(({ name }) => name === first);
  if (column?.kind !== "phone") return () => undefined;
  return ({ cells }) =>
    /^'?[+(]?\d[\d\s()./-]*$/.test(cellText(cells[0])) ? [column.name] : undefined;
}

function secretColumns(type: ImportTypeSpec): readonly string[] {
  return type.sheets
    .flatMap(({ dataset }) => importableColumns(dataset))
    .filter((column) => column.secret)
    .flatMap(({ name, aliases }) => [name, ...aliases]);
}

function sheetIndex(source: RowSource, { name, aliases }: SheetSpec): number {
  const names = new Set([name ?? "", ...aliases].map(foldName));
  return source.sheets.findIndex(
    (sheet) => sheet.name !== undefined && names.has(foldName(sheet.name)),
  );
}

/** The sheet that issues name; without a name the only one, or the first that can be seen. */
function issueSheetIndex(source: RowSource, name: string | undefined): number {
  if (name === undefined)
    return Math.max(
      0,
      source.sheets.findIndex((sheet) => !sheet.hidden),
    );
  const exact = source.sheets.findIndex((sheet) => sheet.name === name);
  if (exact >= 0) return exact;
  return source.sheets.findIndex((sheet) => foldName(sheet.name ?? "") === foldName(name));
}
