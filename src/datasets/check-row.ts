/** Checks the rows of one sheet: cells -> values in the order of the feed, or what is wrong. */
import type { Row } from "../formats/rows.ts";
import {
  CLEAR,
  type ColumnSpec,
  type DatasetSpec,
  DELETE_COLUMN,
  OPERATION_COLUMN,
} from "../store/dataset-spec.ts";
import type { CheckContext } from "./check-context.ts";
import type { CheckedRows } from "./checked-rows.ts";
import { coerceOf, type CoerceOptions } from "./coerce.ts";
import { DELETE, ID, importableColumns } from "./columns.ts";
import { type CellField, databaseCells } from "./databases/read-cells.ts";
import type { Header } from "./header.ts";
import { createPhoneNormaliser } from "./phone.ts";
import { type PlannedValue, planRow } from "./row-plan.ts";
import { compileRowCheck } from "./row-schema.ts";
import { fallBack, inherit, keySetter, stepsAfterCells, zoneOfRow } from "./row-steps.ts";
import { RowUnderCheck } from "./row-under-check.ts";
import type { RuleContext } from "./rules/row-rule.ts";
import { rulesOf } from "./rules/rules-of.ts";

export interface RowCheckerOptions {
  readonly dataset: DatasetSpec;
  readonly header: Header;
  /** The header may still grow while rows are read. */
  readonly grows: boolean;
  readonly sheet: string | undefined;
  readonly context: CheckContext;
  /** Values that every row gets; a row that says something else is wrong (R011). */
  readonly inherited?: ReadonlyMap<string, string>;
  /** Values of a row that has none of its own. */
  readonly defaults?: ReadonlyMap<string, string>;
}

export interface RowChecker {
  /** Names of the values of each row. */
  readonly plan: readonly PlannedValue[];
  check(row: Row, into: CheckedRows): void;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

interface Field extends CellField {
  readonly hasRaw: boolean;
}

/** One column after the other, then the row as a whole; cheap enough for millions of rows. */
export function createRowChecker(options: RowCheckerOptions): RowChecker {
  const { dataset, header, context } = options;
  const { inherited = NOTHING, defaults = NOTHING } = options;
  const rules = rulesOf(dataset);
  const filled = [...dataset.key, ...inherited.keys(), ...rules.fills];
  const plan = planRow(dataset, header, filled, options.grows || dataset.mode === "set");
  const report = new RowUnderCheck(
    options.sheet,
    plan,
    importableColumns(dataset),
    context.timeZone,
  );
  report.indexOf = (name) => header.columns.find(({ column }) => column.name === name)?.index;
  const normalisePhone = createPhoneNormaliser(context.defaultCountry);
  const ruleContext: RuleContext = { now: context.now, normalisePhone };
  const verbatim = dataset.keyCase === "exact";
  const hasEscapedTilde = dataset.mode === "set";
  const fields = growingFields(header, report, { normalisePhone, verbatim, hasEscapedTilde });
  const setZone = zoneOfRow(dataset, header, context);
  const steps = [
    ...stepsAfterCells(dataset, header, context),
    ...[...inherited].map(([column, value]) => inherit(column, value)),
    ...[...defaults].map(([column, value]) => fallBack(column, value)),
  ];
  const read = dataset.database ? databaseCells(dataset, options.grows) : readCells;
  const problemsOf = compileRowCheck(plan);
  const judge = (row: Row): void => {
    setZone?.(row, report);
    read(row, fields(), report);
    for (const step of steps) step(row, report);
    for (const { position, code, message } of problemsOf(report.values)) {
      const field = fields().find((each) => each.position === position);
      const cell = row.cells[field?.index ?? -1] ?? null;
      report.report(code, "error", plan[position]?.column, message, cell);
    }
    if (!report.isDelete) rules.row?.(report, ruleContext);
  };
  const setKey = keySetter(dataset);
  const check = (row: Row, into: CheckedRows): void => {
    report.begin(row, into.issues);
    if (row.fault) {
      report.report(row.fault.code, "error", undefined, row.fault.message, null);
      if (dataset.group) readKeys(dataset, row, fields(), report);
    } else judge(row);
    setKey?.(report);
    settle(row.number, report, into);
  };
  return { plan, check };
}

function settle(number: number, report: RowUnderCheck, into: CheckedRows): void {
  if (report.hasError) {
    into.rejected++;
    into.wrong.push({ number, values: report.values });
  } else if (report.isSkipped) {
    into.skipped++;
  } else {
    into.numbers.push(number);
    into.values.push(report.values);
  }
}

/** The fields of the header, and again when it has grown. */
function growingFields(
  header: Header,
  report: RowUnderCheck,
  options: CoerceOptions,
): () => readonly Field[] {
  const fields: Field[] = [];
  return () => {
    for (const { index, column } of header.columns.slice(fields.length)) {
      const position = report.position(feedName(column)) ?? -1;
      const coerce = coerceOf(column, options);
      fields.push({ index, column, coerce, position, hasRaw: column.kind === "phone" });
    }
    return fields;
  };
}

function feedName({ name, check }: ColumnSpec): string {
  if (name === DELETE.name) return DELETE_COLUMN;
  return check === "operation" ? OPERATION_COLUMN : name;
}

function readCells(row: Row, fields: readonly Field[], report: RowUnderCheck): void {
  const { values } = report;
  for (const field of fields) {
    const cell = row.cells[field.index];
    if (cell === undefined || cell === null || cell === "") continue;
    if (typeof cell === "string" && cell.length < 8 && cell.trim() === "~") {
      clear(field, values);
      continue;
    }
    report.column = field.column;
    report.cell = cell;
    const value = field.coerce(cell, report);
    values[field.position] = value;
    if (field.hasRaw && value !== null) {
      values[field.position + 1] = typeof cell === "string" ? cell : cell.text;
    }
  }
}

/** Of a row that is wrong as a whole: the record that it belongs to would lose an entry without it. */
function readKeys(
  { key }: DatasetSpec,
  row: Row,
  fields: readonly Field[],
  report: RowUnderCheck,
): void {
  for (const { index, column, position } of fields) {
    const cell = row.cells[index];
    if (!key.includes(column.name) || typeof cell !== "string") continue;
    report.values[position] = cell.trim() === "" ? null : cell.trim();
  }
}

/** Id and Delete are no values of the record: there is nothing to clear. */
function clear(field: Field, values: RowUnderCheck["values"]): void {
  if (field.column.name === ID.name || field.column.name === DELETE.name) return;
  values[field.position] = CLEAR;
  if (field.hasRaw) values[field.position + 1] = CLEAR;
}
