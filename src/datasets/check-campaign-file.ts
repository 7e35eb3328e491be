/** A file about one record and many rows that belong to it: a campaign and its customers. */
import { InputError } from "../core/errors.ts";
import type { Row, RowSource } from "../formats/rows.ts";
import type { ImportTypeSpec, SheetSpec } from "../store/dataset-spec.ts";
import type { FeedMessage } from "../store/feed.ts";
import { type HeadRecord, headRecord } from "./campaign-record.ts";
import type { CheckContext } from "./check-context.ts";
import { checkSheet, type SheetRun, startSheet } from "./check-sheet.ts";
import { importableColumns } from "./columns.ts";
import { noCheckedRows, rowsMessage } from "./checked-rows.ts";
import { isSheet, unknownSheet } from "./choose-sheets.ts";
import { foldName } from "./fold.ts";
import { headedBatches } from "./headed-batches.ts";

interface Parts {
  readonly type: ImportTypeSpec;
  readonly head: SheetSpec;
  readonly members: SheetSpec;
  readonly source: RowSource;
  readonly context: CheckContext;
}

/** Whether files of this type are about one record. */
export function isCampaignType(type: ImportTypeSpec): boolean {
  return type.sheets.some((sheet) => sheet.fromFirstRow);
}

/**
 * A workbook with a sheet for each of the two, or a flat file whose first row says both.
 * @throws {InputError} F006 to F011.
 */
export async function* checkCampaignFile(
  type: ImportTypeSpec,
  source: RowSource,
  context: CheckContext,
): AsyncGenerator<FeedMessage> {
  const [head, members] = type.sheets;
  if (!head || !members) throw new Error(`${type.type} needs two sheets`);
  const parts: Parts = { type, head, members, source, context };
  const indexOf = (spec: SheetSpec): number =>
    source.sheets.findIndex(({ name, hidden }) => !hidden && isSheet(spec, name));
  const headIndex = indexOf(head);
  const membersIndex = indexOf(members);
  if (headIndex >= 0 && membersIndex >= 0) {
    yield* checkWorkbook(parts, headIndex, membersIndex);
    return;
  }
  if (headIndex >= 0) {
    throw new InputError(
      "F011",
      `Expected a sheet ${members.name ?? ""} beside ${head.name ?? ""}.`,
    );
  }
  const first = source.sheets.findIndex(({ hidden }) => !hidden);
  if (first < 0) throw new InputError("F011", "All sheets of the workbook are hidden.");
  yield* checkFlat(parts, membersIndex >= 0 ? membersIndex : first);
}

async function* checkWorkbook(
  { type, head, members, source, context }: Parts,
  headIndex: number,
  membersIndex: number,
): AsyncGenerator<FeedMessage> {
  const sheet = source.read(headIndex);
  const rows: Row[] = [];
  let headings: readonly (string | null)[] = [];
  for await (const batch of headedBatches(sheet, () => undefined)) {
    headings = batch.headings;
    rows.push(...batch.rows);
    // Each row after the first is reported; a sheet that is something else altogether is not.
    if (rows.length > 1_000) {
      throw new InputError(
        "F009",
        `The sheet ${head.name ?? ""} holds more than one row of settings.`,
      );
    }
  }
  const bytesRead = source.bytesRead();
  const record = headRecord({
    ...{ spec: head, sheet, context, headings, rows, bytesRead },
    counted: true,
  });
  yield* record.messages;
  const issues = source.sheets
    .filter(({ hidden }, index) => !hidden && index !== headIndex && index !== membersIndex)
    .map(({ name }) => unknownSheet(type, name));
  if (issues.length > 0) yield rowsMessage({ ...noCheckedRows(), issues }, source.bytesRead());
  yield* checkSheet({
    dataset: members.dataset,
    sheet: source.read(membersIndex),
    ...belonging(record, context),
    bytesRead: () => source.bytesRead(),
  });
}

async function* checkFlat(parts: Parts, index: number): AsyncGenerator<FeedMessage> {
  const { head, members, source, context } = parts;
  const sheet = source.read(index);
  let run: SheetRun | undefined;
  for await (const batch of headedBatches(sheet, () => undefined)) {
    if (!run) {
      const first = batch.rows.find((row) => !row.fault);
      const record = headRecord({
        ...{ spec: head, sheet, context, bytesRead: source.bytesRead() },
        headings: headHeadings(batch.headings, head, members),
        rows: first ? [first] : [],
        counted: false,
      });
      if (first) yield* record.messages;
      run = startSheet(
        {
          dataset: members.dataset,
          sheet,
          ...belonging(record, context),
          passedOver: headNames(head),
          bytesRead: () => source.bytesRead(),
        },
        batch,
      );
      yield run.message;
    }
    yield* run.take(batch);
  }
  if (!run) throw new InputError("F006", "There is no header row.");
  yield* run.finish();
}

function belonging(
  record: HeadRecord,
  context: CheckContext,
): { readonly context: CheckContext; readonly inherited: ReadonlyMap<string, string> } {
  return {
    context: { ...context, timeZone: record.timeZone },
    inherited: record.inherited,
  };
}

function headNames({ dataset }: SheetSpec): readonly string[] {
  return importableColumns(dataset).flatMap((column) => [column.name, ...column.aliases]);
}

/** In a flat file a heading that both know is the member's own, but for what members inherit. */
function headHeadings(
  headings: readonly (string | null)[],
  head: SheetSpec,
  members: SheetSpec,
): readonly (string | null)[] {
  const inherited = new Set(head.inherited.map(foldName));
  const known = new Set(headNames(head).map(foldName));
  const theirs = new Set(headNames(members).map(foldName));
  return headings.map((heading) => {
    const folded = foldName(heading ?? "");
    return known.has(folded) && (inherited.has(folded) || !theirs.has(folded)) ? heading : null;
  });
}
