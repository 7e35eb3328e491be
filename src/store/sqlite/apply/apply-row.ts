/** One checked row into the store: a new record, a changed one, or one less. */
import type { FeedValue } from "../../feed.ts";
import type { SqlRow } from "../database.ts";
import { isGiven } from "./cell-values.ts";
import { fillRecord, insertRecord, type NewRecord } from "./create-record.ts";
import { deleteRecord } from "./delete-record.ts";
import { endedCampaign } from "./ended-campaign.ts";
import { findRecord, keysOf, type RowKeys } from "./find-record.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";
import { takenValue } from "./taken-values.ts";
import { updateRecord } from "./update-record.ts";

export type Outcome = "created" | "updated" | "unchanged" | "deleted" | "skipped" | "rejected";

/** A row on its way; what is wrong with it is added to `problems`. */
export interface RowInHand {
  readonly values: readonly FeedValue[];
  readonly row: number;
  readonly keys: RowKeys;
  readonly problems: Problem[];
}

/**
 * Applies a row. `problems` takes why it was rejected (errors) or skipped (a warning).
 *
 * A new record is inserted without looking for it first while the rows before were new ones: the
 * unique indexes know. Only what they refuse is looked at more closely.
 */
export function applyRow(
  sheet: Sheet,
  values: readonly FeedValue[],
  row: number,
  problems: Problem[],
): Outcome {
  const hand: RowInHand = { values, row, keys: keysOf(sheet, values), problems };
  if (isGiven(values[sheet.at.remove])) return applyDelete(sheet, hand);
  let fresh: NewRecord | undefined;
  if (sheet.expectsNew && mayBeNew(sheet, values, hand.keys)) {
    fresh = fillRecord(sheet, values, hand.keys, row);
    if (fresh.problems.length === 0 && insertRecord(sheet, fresh)) return "created";
  }
  const found = findRecord(sheet, hand.keys);
  sheet.expectsNew = found.record === undefined;
  if (found.record) return applyToRecord(sheet, hand, found.record);
  if (found.problem) return rejected(hand, found.problem);
  return applyNew(sheet, hand, fresh);
}

/** Whether nothing speaks against a new record: no Id, no wish to add to one, no former one. */
export function mayBeNew(sheet: Sheet, values: readonly FeedValue[], keys: RowKeys): boolean {
  return (
    keys.id === undefined && operationOf(sheet, values) !== "update" && !wasDeleted(sheet, keys)
  );
}

function wasDeleted(sheet: Sheet, keys: RowKeys): boolean {
  const { layout, session } = sheet;
  return session.seen.rowOfDeleted(layout.table, keys.externalId, keys.key) !== undefined;
}

function applyNew(sheet: Sheet, hand: RowInHand, filled: NewRecord | undefined): Outcome {
  const { layout, session } = sheet;
  const { keys, values, row } = hand;
  const first = session.seen.rowOfDeleted(layout.table, keys.externalId, keys.key);
  if (first !== undefined && session.onDuplicate !== "last") return duplicate(sheet, hand, first);
  if (operationOf(sheet, values) === "update") {
    const message = `There is no ${layout.table} record of this name to add to.`;
    return rejected(hand, { code: "R012", column: sheet.spec.key[0], message });
  }
  const fresh = filled ?? fillRecord(sheet, values, keys, row);
  if (fresh.problems.length > 0) return rejected(hand, ...fresh.problems);
  if (!filled && insertRecord(sheet, fresh)) return "created";
  const taken = takenValue(sheet, { columns: sheet.record });
  if (!taken) throw new Error(`Row ${row} was refused by ${layout.table} for no known reason.`);
  return rejected(hand, taken);
}

function applyToRecord(sheet: Sheet, hand: RowInHand, record: SqlRow): Outcome {
  const { layout, session } = sheet;
  const first = seenRow(sheet, record);
  if (first !== undefined && session.onDuplicate !== "last") return duplicate(sheet, hand, first);
  if (first === undefined && operationOf(sheet, hand.values) === "create") {
    const label = labelOf(layout, record);
    const message = `'${label}' exists already.`;
    return rejected(hand, { code: "R009", column: sheet.spec.key[0], value: label, message });
  }
  const ended = endedCampaign(sheet, record);
  if (ended) return rejected(hand, ended);
  const update = updateRecord(sheet, record, hand);
  if (update.problems.length > 0) return rejected(hand, ...update.problems);
  if (update.changed) return "updated";
  // A row that changes nothing of a record that this file changed leaves its first row alone.
  if (first === undefined) session.seen.unchanged(layout.table, Number(record[0]), hand.row);
  return "unchanged";
}

function applyDelete(sheet: Sheet, hand: RowInHand): Outcome {
  const { layout, session } = sheet;
  const { keys } = hand;
  if (keys.id === undefined && keys.externalId === null && keys.key === null) {
    const column = sheet.spec.key.join(", ") || "ExternalId";
    const message = `${column}, the key of the record to delete, is missing.`;
    return rejected(hand, { code: "R020", column, message });
  }
  const found = findRecord(sheet, keys);
  if (!found.record) {
    if (found.problem) return rejected(hand, found.problem);
    const first = session.seen.rowOfDeleted(layout.table, keys.externalId, keys.key);
    if (first !== undefined && session.onDuplicate !== "last") return duplicate(sheet, hand, first);
    const message = "The record to delete is not there.";
    hand.problems.push({ code: "R018", column: namingColumn(sheet, keys), message });
    return sheet.spec.deleteMissing === "warning" ? "skipped" : "rejected";
  }
  const first = seenRow(sheet, found.record);
  if (first !== undefined && session.onDuplicate !== "last") return duplicate(sheet, hand, first);
  const problem = deleteRecord(sheet, found.record, hand.row);
  return problem ? rejected(hand, { column: namingColumn(sheet, keys), ...problem }) : "deleted";
}

/** Which of the two the row asks for, where its dataset has a column that says so. */
function operationOf(sheet: Sheet, values: readonly FeedValue[]): "create" | "update" | undefined {
  const { operation, columns } = sheet.spec;
  if (!operation) return undefined;
  const given = values[sheet.at.operation];
  const value = isGiven(given)
    ? given
    : columns.find((column) => column.name === operation.column)?.default;
  if (value === operation.create) return "create";
  return value === operation.update ? "update" : undefined;
}

function seenRow(sheet: Sheet, record: SqlRow): number | undefined {
  const id = Number(record[RECORD.id]);
  const modified = Number(record[RECORD.modified]);
  const row = Number(record[RECORD.row]);
  return sheet.session.seen.rowOf(sheet.layout.table, id, modified, row);
}

function duplicate(sheet: Sheet, hand: RowInHand, first: number): Outcome {
  const isSkipped = sheet.session.onDuplicate === "skip";
  const what = isSkipped ? "this row was skipped" : "keep one of the two rows";
  const message = `The same record stands in row ${first} already; ${what}.`;
  hand.problems.push({ code: "R008", column: namingColumn(sheet, hand.keys), message });
  return isSkipped ? "skipped" : "rejected";
}

/** The column by which the row names its record; a part of a key that is a reference does not tell them apart. */
function namingColumn({ spec }: Sheet, keys: RowKeys): string {
  if (keys.id !== undefined) return "Id";
  const isReference = (name: string): boolean =>
    spec.columns.some((column) => column.name === name && column.refers !== undefined);
  const own = spec.key.find((name) => !isReference(name));
  return keys.key === null ? "ExternalId" : (own ?? "ExternalId");
}

function rejected(hand: RowInHand, ...problems: readonly Problem[]): Outcome {
  hand.problems.push(...problems);
  return "rejected";
}
