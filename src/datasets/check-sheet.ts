/** One sheet of a file: its rows, checked and arranged, as messages for the store. */
import { InputError } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import type { Row, Sheet } from "../formats/rows.ts";
import type { DatasetSpec } from "../store/dataset-spec.ts";
import { FEED_BATCH, FEED_CHARS, type FeedMessage } from "../store/feed.ts";
import { arrange, arrangedColumns } from "./arrange.ts";
import { type CheckContext, DATASET_LIMITS } from "./check-context.ts";
import { createRowChecker } from "./check-row.ts";
import { type CheckedRows, countChars, noCheckedRows, rowsMessage } from "./checked-rows.ts";
import { REJECTED_COLUMNS } from "./columns.ts";
import { wrongRowsOf } from "./databases/wrong-rows.ts";
import { foldName } from "./fold.ts";
import { Header, type HeaderOptions, isAttributeBag, readHeader } from "./header.ts";
import { type HeadedBatch, headedBatches } from "./headed-batches.ts";
import { packedMessages } from "./packed-messages.ts";
import { isPhone } from "./phone.ts";
import { watchUnheadedCells } from "./unheaded-cells.ts";

export interface SheetJob {
  readonly dataset: DatasetSpec;
  readonly sheet: Sheet;
  readonly context: CheckContext;
  readonly bytesRead: () => number;
  /** Values that every row gets, and that it may not contradict. */
  readonly inherited?: ReadonlyMap<string, string>;
  /** A sheet without a header is passed over with a warning: one of several sheets. */
  readonly mayBeEmpty?: boolean;
  /** Headings that belong to someone else. */
  readonly passedOver?: readonly string[];
}

/**
 * The messages of one sheet: `sheet`, then `rows`.
 * @throws {InputError} F006 to F009, and what the reader throws.
 */
export async function* checkSheet(job: SheetJob): AsyncGenerator<FeedMessage> {
  let run: SheetRun | undefined;
  for await (const batch of headedBatches(job.sheet, plainHeadings(job))) {
    if (!run) {
      run = startSheet(job, batch);
      yield run.message;
    }
    yield* run.take(batch);
  }
  if (run) yield* run.finish();
  else if (job.mayBeEmpty === true) yield* emptySheet(job);
  else throw new InputError("F006", "There is no header row.");
}

function* emptySheet({ dataset, sheet, bytesRead }: SheetJob): Generator<FeedMessage> {
  const { name } = sheet;
  yield { kind: "sheet", sheet: name, dataset: dataset.name, columns: [], counted: true };
  const rows = noCheckedRows();
  rows.issues.push({
    code: "F006",
    severity: "warning",
    ...(name === undefined ? {} : { sheet: name }),
    row: 0,
    message: "The sheet is empty.",
  });
  yield rowsMessage(rows, bytesRead());
}

/** A list of numbers alone, one in each row, is a list of blocked numbers. */
function plainHeadings({
  dataset,
  context,
}: SheetJob): (first: Row) => readonly string[] | undefined {
  const [only] = dataset.columns.filter((column) => column.required);
  return (first) => {
    if (dataset.common || only?.kind !== "phone") return undefined;
    const cells = first.cells.filter((cell) => cell !== null && cell !== "");
    const [cell] = cells;
    if (cells.length !== 1 || cell === undefined || cell === null) return undefined;
    const text = typeof cell === "string" ? cell : cell.text;
    if (!isPhone(text, context.defaultCountry)) return undefined;
    return first.cells.map((each) => (each === cell ? only.name : ""));
  };
}

/** A sheet whose header is known. */
export interface SheetRun {
  readonly message: FeedMessage;
  take(batch: HeadedBatch): Generator<FeedMessage>;
  finish(): Generator<FeedMessage>;
}

/** @throws {InputError} F006, F007, F008, F009. */
export function startSheet(job: SheetJob, first: HeadedBatch): SheetRun {
  const { dataset, sheet, context, bytesRead } = job;
  const header = headerOf(job, first);
  const checker = createRowChecker({
    dataset,
    header,
    grows: first.grows,
    sheet: sheet.name,
    context,
    ...(job.inherited ? { inherited: job.inherited } : {}),
  });
  const columns = checker.plan.map(({ name }) => name);
  const isSet = dataset.mode === "set";
  const unheaded = first.grows ? undefined : watchUnheadedCells(first.headings, sheet.name);
  const packed = packedMessages(job, first, header);
  const wrongRows = wrongRowsOf(dataset, columns);
  const message = (): FeedMessage => rowsMessage(rows, bytesRead(), wrongRows(rows.wrong));
  let rows = noCheckedRows();
  /** What was taken stands behind the rows before, and before the rows that follow. */
  function* taken(): Generator<FeedMessage> {
    const bytes = packed?.flush();
    if (!bytes) return;
    if (hasContent(rows)) {
      yield message();
      rows = noCheckedRows();
    }
    yield bytes;
  }
  function* take(batch: HeadedBatch): Generator<FeedMessage> {
    yield* taken();
    packed?.begin();
    if (batch.grows) header.extend(batch.headings);
    rows.issues.push(...header.issues.splice(0));
    for (const row of batch.rows) {
      const left = unheaded?.(row);
      if (left) rows.issues.push(left);
      const before = rows.values.length;
      checker.check(row, rows);
      countChars(rows, before);
      if (isSet) assertFits(rows, context);
      else if (isFull(rows)) {
        yield message();
        rows = noCheckedRows();
      }
    }
  }
  function* finish(): Generator<FeedMessage> {
    yield* taken();
    if (isSet) rows = arrange({ dataset, columns, header, sheet: sheet.name }, rows);
    if (isSet) yield* inBatches(rows, bytesRead());
    else if (hasContent(rows)) yield message();
  }
  return {
    message: sheetMessage(job, arrangedColumns(dataset, columns), { first, header }),
    take,
    finish,
  };
}

function sheetMessage(
  { sheet, dataset }: SheetJob,
  columns: readonly string[],
  { first, header }: { readonly first: HeadedBatch; readonly header: Header },
): FeedMessage {
  const keepsOrder = isAttributeBag(dataset) && !first.grows;
  return {
    kind: "sheet",
    sheet: sheet.name,
    dataset: dataset.name,
    columns,
    counted: true,
    ...(keepsOrder ? { headings: headingsOf(header) } : {}),
    ...(isMended(first) ? { mended: true } : {}),
  };
}

/** Known columns by their names, attributes by their keys, in the order of the file. */
function headingsOf({ columns, free }: Header): readonly string[] {
  const known = columns.map(({ index, column }) => ({ index, name: column.name }));
  const own = free.map(({ index, key }) => ({ index, name: key }));
  return [...known, ...own].sort((a, b) => a.index - b.index).map(({ name }) => name);
}

/** Whether the sheet is one of rejected rows that came back. */
function isMended({ headings, grows }: HeadedBatch): boolean {
  const names = new Set(headings.map((heading) => foldName(heading ?? "")));
  return !grows && REJECTED_COLUMNS.every((name) => names.has(foldName(name)));
}

function headerOf(
  { dataset, sheet, context, ...job }: SheetJob,
  { headings, grows }: HeadedBatch,
): Header {
  const options: HeaderOptions = {
    dataset,
    sheet: sheet.name,
    ...(job.passedOver ? { passedOver: job.passedOver } : {}),
    inherited: [...(job.inherited?.keys() ?? [])],
    freeColumns: context.limits.freeColumns ?? DATASET_LIMITS.freeColumns,
  };
  if (!grows) return readHeader(headings, options);
  const header = new Header(options);
  header.extend(headings);
  return header;
}

function assertFits(rows: CheckedRows, { limits }: CheckContext): void {
  const most = limits.setRows ?? DATASET_LIMITS.setRows;
  if (rows.numbers.length + rows.rejected + rows.skipped <= most) return;
  throw new InputError("F009", `More than ${most} rows; split the file.`);
}

function hasContent({ numbers, rejected, skipped, issues }: CheckedRows): boolean {
  return numbers.length + rejected + skipped + issues.length > 0;
}

/** Rows that are wrong count as well: their issues take memory too. */
function isFull({ numbers, rejected, skipped, issues, chars }: CheckedRows): boolean {
  const isMany = numbers.length + rejected + skipped >= FEED_BATCH;
  return isMany || issues.length >= 4 * FEED_BATCH || chars >= FEED_CHARS;
}

function* inBatches(rows: CheckedRows, bytesRead: number): Generator<FeedMessage> {
  const issues: readonly RowIssue[] = rows.issues;
  const { rejected, skipped } = rows;
  if (issues.length + rejected + skipped > 0) {
    yield { kind: "rows", numbers: [], values: [], issues, rejected, skipped, bytesRead };
  }
  for (let from = 0; from < rows.numbers.length; from += FEED_BATCH) {
    const numbers = rows.numbers.slice(from, from + FEED_BATCH);
    const values = rows.values.slice(from, from + FEED_BATCH);
    yield { kind: "rows", numbers, values, issues: [], rejected: 0, skipped: 0, bytesRead };
  }
}
