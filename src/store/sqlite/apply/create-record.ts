/** A new record from a row: defaults, copied settings, references, then the insert. */
import { type ColumnSpec, NEXT_FREE } from "../../dataset-spec.ts";
import type { FeedValue } from "../../feed.ts";
import type { SqlRow, SqlValue } from "../database.ts";
import { quoted, type StoredColumn } from "../layout.ts";
import { isGiven, textOf } from "./cell-values.ts";
import { entriesOf, entryRows, writeEntries, type EntryRows } from "./entry-rows.ts";
import type { RowKeys } from "./find-record.ts";
import { copyLinks, writeLinks } from "./link-rows.ts";
import { keyOfColumns } from "./record-key.ts";
import { columnValue, linkTargets, missing, notFound, type LinkTarget } from "./row-values.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { RECORD } from "./sheet-statements.ts";

/** A record that is ready to be inserted; its values stand in `sheet.params`. */
export interface NewRecord {
  readonly problems: readonly Problem[];
  readonly links: readonly (readonly LinkTarget[])[];
  readonly entries: EntryRows | undefined;
  /** Record whose links are copied where the row has none. */
  readonly copied: SqlRow | undefined;
}

/** Row of a record that no file brought. */
export const BUILT_IN = 0;

/** Columns that a copy of the settings leaves out: what makes a record itself. */
function isCopied(sheet: Sheet, spec: ColumnSpec): boolean {
  return (
    !spec.internal && !spec.unique && spec.notCopied !== true && !sheet.spec.key.includes(spec.name)
  );
}

export function fillRecord(
  sheet: Sheet,
  values: readonly FeedValue[],
  keys: RowKeys,
  row: number,
): NewRecord {
  const problems: Problem[] = [];
  const copied = copySource(sheet, values, problems);
  fillColumns(sheet, values, copied, problems);
  const { layout, params, session } = sheet;
  const entries = layout.entries ? entryRows(sheet, entriesOf(sheet, values), problems) : undefined;
  params.length = 0;
  params.push(session.ids.next(layout.table));
  if (layout.external) params.push(keys.externalId);
  if (layout.key !== undefined) params.push(keys.key ?? keyOfColumns(sheet, sheet.record));
  if (entries) params.push(entries.hash);
  for (let i = 0; i < sheet.filled.length; i++) {
    params.push(sheet.record[sheet.filled[i] ?? 0] ?? null);
  }
  params.push(session.auditKey, session.auditKey, row);
  const links = layout.links.map((link, position) => {
    const given = values[sheet.at.links[position] ?? -1] ?? null;
    const value = isGiven(given) ? given : (sheet.defaults.links[position]?.(noValue) ?? null);
    const targets = linkTargets(sheet, link.spec, value, problems);
    if (!isGiven(value) && !copied && link.spec.required) problems.push(missing(link.spec.name));
    return targets;
  });
  for (const rule of sheet.rules) {
    const problem = rule(sheet.record, undefined);
    if (problem) problems.push(problem);
  }
  if (entries && row !== BUILT_IN) requireEntries(sheet, entries, problems);
  requireAlternatives(sheet, values, keys, problems);
  requireKey(sheet, keys, problems);
  return { problems, links, entries, copied };
}

const noValue = (): undefined => undefined;

/** Inserts what `fillRecord` has prepared; false when a key or unique value is taken. */
export function insertRecord(sheet: Sheet, record: NewRecord): boolean {
  const { layout, session } = sheet;
  if (sheet.sql.insert.run(...sheet.params).changes === 0) return false;
  session.ids.taken(layout.table);
  const id = Number(sheet.params[0]);
  for (const [position, link] of layout.links.entries()) {
    const targets = record.links[position] ?? [];
    if (targets.length > 0) writeLinks(session.db, link, id, targets);
    else if (record.copied) copyLinks(session.db, link, Number(record.copied[RECORD.id]), id);
  }
  if (layout.entries && record.entries) {
    writeEntries(session.db, layout.entries, id, record.entries);
  }
  return true;
}

/** Puts the values of the row, or their defaults, into `sheet.record`. */
function fillColumns(
  sheet: Sheet,
  values: readonly FeedValue[],
  copied: SqlRow | undefined,
  problems: Problem[],
): void {
  const { layout, at, defaults, filled, record } = sheet;
  // Counted loops here: an iterator for each row is a tenth of the time of a large import.
  for (let i = 0; i < filled.length; i++) {
    const position = filled[i] ?? 0;
    const column = layout.columns[position];
    if (!column) continue;
    const given = values[at.columns[position] ?? -1] ?? null;
    let value = givenValue(sheet, column, given, problems);
    if (value === null && given === null) {
      if (copied && isCopied(sheet, column.spec)) value = copied[RECORD.first + position] ?? null;
      const fallback = value === null ? defaults.columns[position] : undefined;
      if (fallback) {
        const valueOf = (name: string): string | undefined => valueOfColumn(sheet, values, name);
        value = columnValue(sheet, column, fallback(valueOf), problems);
      }
    }
    const isMissing = value === null && column.spec.required && column.role !== "raw";
    if (isMissing && !isGiven(given)) problems.push(missingColumn(sheet, column.spec.name));
    record[position] = value;
  }
}

function givenValue(
  sheet: Sheet,
  column: StoredColumn,
  given: FeedValue,
  problems: Problem[],
): SqlValue {
  if (given === NEXT_FREE) return nextFree(sheet, column, problems);
  return given === null ? null : columnValue(sheet, column, given, problems);
}

/** One more than the highest. */
function nextFree(
  { layout, session }: Sheet,
  { name, spec }: StoredColumn,
  problems: Problem[],
): SqlValue {
  const { minimum = 1, maximum = Number.MAX_SAFE_INTEGER } = spec;
  const from = `FROM ${quoted(layout.table)}`;
  const highest = Number(session.db.value(`SELECT max(${quoted(name)}) ${from}`) ?? 0);
  if (highest < maximum) return Math.max(highest + 1, minimum);
  const message = `The highest ${spec.name} is ${highest} already; give one that is free.`;
  problems.push({ code: "R003", column: spec.name, message });
  return highest;
}

function missingColumn(sheet: Sheet, name: string): Problem {
  if (!sheet.spec.key.includes(name)) return missing(name);
  return { code: "R020", column: name, message: `${name}, the key of the record, is missing.` };
}

function valueOfColumn(
  sheet: Sheet,
  values: readonly FeedValue[],
  name: string,
): string | undefined {
  const value = values[sheet.positions.get(name) ?? -1];
  return isGiven(value) && typeof value !== "object" ? String(value) : undefined;
}

function copySource(
  sheet: Sheet,
  values: readonly FeedValue[],
  problems: Problem[],
): SqlRow | undefined {
  const spec = sheet.spec.columns.find(({ name }) => name === sheet.spec.copyFrom);
  if (!spec) return undefined;
  const given = values[sheet.at.copyFrom];
  const value = isGiven(given) ? given : spec.default;
  if (value === undefined) return undefined;
  const id = sheet.session.references.find(sheet.layout.table, textOf(value));
  if (id !== undefined) return sheet.sql.findById.get(id);
  problems.push(notFound(spec, sheet.layout.table, textOf(value)));
  return undefined;
}

/** A calendar or script is its entries; without any it could not be written into a file again. */
function requireEntries({ layout }: Sheet, { rows }: EntryRows, problems: Problem[]): void {
  if (rows.length > 0) return;
  const column = layout.entries?.columns.find(({ spec }) => spec.required)?.name;
  const message = `A new record of ${layout.table} needs at least one entry.`;
  problems.push({ code: "R001", column, message });
}

function requireAlternatives(
  sheet: Sheet,
  values: readonly FeedValue[],
  keys: RowKeys,
  problems: Problem[],
): void {
  for (const names of sheet.spec.oneOf) {
    const isThere = names.some(
      (name) =>
        isGiven(values[sheet.positions.get(name) ?? -1]) ||
        (name === "ExternalId" && keys.externalId !== null),
    );
    if (isThere) continue;
    const [first = ""] = names;
    if (names.length > 1) {
      const message = `One of these is required for a new record: ${names.join(", ")}.`;
      problems.push({ code: "R001", column: first, message });
    } else {
      const isKey = sheet.layout.external && first === "ExternalId";
      problems.push({ ...missing(first), code: isKey ? "R020" : "R001" });
    }
  }
}

/** A new record needs a key, where its dataset has one, by which it can be found again. */
function requireKey(sheet: Sheet, keys: RowKeys, problems: Problem[]): void {
  const { spec, layout } = sheet;
  const isNamed = keys.externalId !== null || keys.key !== null;
  if (!isNamed && layout.externalSpec?.required) problems.push(missingKey("ExternalId"));
  if (isNamed || spec.key.length === 0 || problems.length > 0) return;
  problems.push(missingKey(spec.key.join(", ")));
}

function missingKey(column: string): Problem {
  return { code: "R020", column, message: `${column}, the key of the record, is missing.` };
}
