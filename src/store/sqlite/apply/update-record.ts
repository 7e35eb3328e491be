/** Changes a record by a row: only what the row gives and what differs. */
import { CLEAR, NEXT_FREE } from "../../dataset-spec.ts";
import type { FeedValue } from "../../feed.ts";
import type { SqlRow, SqlValue } from "../database.ts";
import type { StoredColumn } from "../layout.ts";
import { isGiven, mergedJson, shown, textOf } from "./cell-values.ts";
import { entriesOf, entryRows, writeEntries } from "./entry-rows.ts";
import type { RowKeys } from "./find-record.ts";
import { hasLinks, writeLinks } from "./link-rows.ts";
import { keyOfColumns } from "./record-key.ts";
import { columnValue, linkTargets } from "./row-values.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { RECORD } from "./sheet-statements.ts";
import { takenValue } from "./taken-values.ts";

/** Writes that an update needs beside the record's own columns. */
type Write = (id: number) => void;

/** `changed` false: the row says what the record says already, and nothing is written. */
export interface Update {
  readonly problems: readonly Problem[];
  readonly changed: boolean;
}

export function updateRecord(
  sheet: Sheet,
  record: SqlRow,
  hand: { readonly values: readonly FeedValue[]; readonly keys: RowKeys; readonly row: number },
): Update {
  const { layout, session } = sheet;
  const { values, keys, row } = hand;
  const problems: Problem[] = [];
  const columns = layout.columns.map((column, position) =>
    newValue(
      sheet,
      column,
      { old: record[RECORD.first + position] ?? null, values, position },
      problems,
    ),
  );
  const writes = [...linkWrites(sheet, record, values, problems)];
  const externalId = newExternalId(sheet, record, values, problems);
  const entries = changedEntries(sheet, record, values, problems);
  const isSame =
    writes.length === 0 &&
    entries === undefined &&
    externalId === record[RECORD.external] &&
    columns.every((value, position) => value === record[RECORD.first + position]);
  if (problems.length > 0 || isSame) return { problems, changed: false };
  if (isBuiltIn(sheet, record)) return { problems: [builtInProblem(sheet)], changed: false };
  const key = newKey(sheet, record, columns, keys);
  const taken = takenValue(sheet, { columns, id: Number(record[RECORD.id]) });
  if (taken) return { problems: [taken], changed: false };
  const old = record.slice(RECORD.first);
  const broken = sheet.rules.flatMap((rule) => rule(columns, old) ?? []);
  if (broken.length > 0) return { problems: broken, changed: false };
  const params: SqlValue[] = [];
  if (layout.external) params.push(externalId);
  if (layout.key !== undefined) params.push(key);
  if (layout.entries) params.push(entries?.hash ?? record[RECORD.hash] ?? null);
  const id = Number(record[RECORD.id]);
  sheet.sql.update.run(...params, ...columns, session.auditKey, row, id);
  for (const write of writes) write(id);
  if (layout.entries && entries) writeEntries(session.db, layout.entries, id, entries);
  if (key !== record[RECORD.key] || externalId !== record[RECORD.external]) {
    session.references.forget(layout.table);
  }
  return { problems, changed: true };
}

export function isBuiltIn(sheet: Sheet, record: SqlRow): boolean {
  if (sheet.builtIn.size === 0) return false;
  const columns = record.slice(RECORD.first);
  return sheet.builtIn.has(String(record[RECORD.key] ?? keyOfColumns(sheet, columns)));
}

export function builtInProblem(sheet: Sheet): Problem {
  const column = sheet.spec.key[0];
  return {
    code: "R014",
    column,
    message: "The record is built in: it can't be changed or deleted.",
  };
}

interface Change {
  readonly old: SqlValue;
  readonly values: readonly FeedValue[];
  readonly position: number;
}

function newValue(
  sheet: Sheet,
  column: StoredColumn,
  { old, values, position }: Change,
  problems: Problem[],
): SqlValue {
  const given = values[sheet.at.columns[position] ?? -1] ?? null;
  if (given === null || given === NEXT_FREE) return old;
  const { spec } = column;
  const isRaw = column.role === "raw";
  if (given === CLEAR && spec.required && !isRaw) {
    problems.push(cantClear(spec.name));
    return old;
  }
  let value = columnValue(sheet, column, given, problems);
  if (spec.name === sheet.spec.free) value = mergedJson(old, value);
  if (value !== old && spec.immutable && !isRaw) problems.push(unchangeable(column, given, old));
  return value;
}

function cantClear(column: string): Problem {
  return { code: "R001", column, message: `${column} is required and can't be cleared.` };
}

function unchangeable(column: StoredColumn, given: FeedValue, old: SqlValue): Problem {
  const { spec } = column;
  const was = column.role === "reference" ? undefined : shown(old, spec);
  const is = was === undefined ? "" : `; it is '${was}'`;
  const message = `${spec.name} can't be changed after creation${is}.`;
  return { code: "R016", column: spec.name, value: shown(given, spec), message };
}

function newExternalId(
  sheet: Sheet,
  record: SqlRow,
  values: readonly FeedValue[],
  problems: Problem[],
): SqlValue {
  const old = record[RECORD.external] ?? null;
  const given = values[sheet.at.externalId] ?? null;
  if (given === CLEAR) {
    const isNeeded = sheet.spec.key.length === 0 || sheet.layout.externalSpec?.required;
    if (!isNeeded) return null;
    problems.push(cantClear("ExternalId"));
  }
  return isGiven(given) ? textOf(given) : old;
}

/** A row that changes a part of the key gives the record another name. */
function newKey(
  sheet: Sheet,
  record: SqlRow,
  columns: readonly SqlValue[],
  keys: RowKeys,
): SqlValue {
  const old = record[RECORD.key] ?? null;
  const isRenamed = sheet.layout.columns.some(
    ({ spec, role }, position) =>
      role !== "raw" &&
      sheet.spec.key.includes(spec.name) &&
      columns[position] !== record[RECORD.first + position],
  );
  return isRenamed ? (keys.key ?? keyOfColumns(sheet, columns)) : old;
}

function linkWrites(
  sheet: Sheet,
  record: SqlRow,
  values: readonly FeedValue[],
  problems: Problem[],
): readonly Write[] {
  const { db } = sheet.session;
  const id = Number(record[RECORD.id]);
  return sheet.layout.links.flatMap((link, position) => {
    const given = values[sheet.at.links[position] ?? -1] ?? null;
    if (given === null) return [];
    const targets = linkTargets(sheet, link.spec, given, problems);
    if (targets.length === 0 && link.spec.required && given === CLEAR) {
      problems.push(cantClear(link.spec.name));
    }
    if (hasLinks(db, link, id, targets)) return [];
    return [
      (owner: number): void => {
        writeLinks(db, link, owner, targets);
      },
    ];
  });
}

function changedEntries(
  sheet: Sheet,
  record: SqlRow,
  values: readonly FeedValue[],
  problems: Problem[],
): ReturnType<typeof entryRows> | undefined {
  const given = entriesOf(sheet, values);
  if (given.length === 0) return undefined;
  const entries = entryRows(sheet, given, problems);
  return entries.hash === record[RECORD.hash] ? undefined : entries;
}
