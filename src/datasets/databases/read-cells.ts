/**
 * The cells of a row for a client's table: an empty cell is an empty value (an empty text, or null
 * where the column is no text), `\N` is null, `\U` and a field that is not there leave the value alone.
 */
import type { Cell, Row } from "../../formats/rows.ts";
import { CLEAR, type ColumnSpec, type DatasetSpec } from "../../store/dataset-spec.ts";
import type { Coerce } from "../cell-report.ts";
import type { HeaderColumn } from "../header.ts";
import type { RowUnderCheck } from "../row-under-check.ts";
import { EXPECTED_OPERATION } from "./operation.ts";

/** Texts that are no values. Formats whose records always have all cells need the second one. */
export const NULL_TEXT = "\\N";
export const UNCHANGED_TEXT = "\\U";

export interface CellField extends HeaderColumn {
  readonly coerce: Coerce;
  /** Among the values of the row. */
  readonly position: number;
}

export type ReadCells = (row: Row, fields: readonly CellField[], report: RowUnderCheck) => void;

/** @param grows the format names its fields: one that a record leaves out is not there. */
export function databaseCells(dataset: DatasetSpec, grows: boolean): ReadCells {
  const keys = new Set(dataset.key);
  const operation = dataset.columns.find(({ check }) => check === "operation");
  return (row, fields, report) => {
    const first = operation && fields.find(({ column }) => column.name === operation.name);
    const given = first && readCell(row, first, report, grows);
    // Of a record that goes only its key matters; nor is it known what an unknown operation needs.
    const isKeyOnly = operation !== undefined && given !== "I" && given !== "U";
    for (const field of fields) {
      if (field === first || (isKeyOnly && !keys.has(field.column.name))) continue;
      const value = readCell(row, field, report, grows);
      if (value !== undefined) settle(field, value, keys.has(field.column.name), report);
    }
    requireValues(dataset, operation, report);
  };
}

/** The value, null for an empty cell or one that was reported, undefined for none at all. */
function readCell(
  row: Row,
  { index, column, coerce, position }: CellField,
  report: RowUnderCheck,
  grows: boolean,
): ReturnType<Coerce> | undefined {
  const cell = row.cells[index] ?? null;
  if (cell === UNCHANGED_TEXT || (cell === null && grows)) return undefined;
  if (cell === null || cell === "") return null;
  if (isNull(cell)) return CLEAR;
  report.column = column;
  report.cell = cell;
  const value = coerce(cell, report);
  report.values[position] = value;
  return value;
}

function isNull(cell: Exclude<Cell, null>): boolean {
  return typeof cell === "string" ? cell === NULL_TEXT : cell.kind === "null";
}

/** What an empty cell, or null, comes to. */
function settle(
  { column, position }: CellField,
  value: ReturnType<Coerce>,
  isKey: boolean,
  report: RowUnderCheck,
): void {
  const isEmpty = value === null || value === CLEAR || (isKey && isBlankText(value));
  if (!isEmpty) return;
  if (isKey) report.values[position] = null;
  else if (value === null && report.isReported(column.name)) return;
  else if (column.required) refuseEmpty(column, report);
  else report.values[position] = value === null && column.kind === "text" ? "" : CLEAR;
}

function isBlankText(value: ReturnType<Coerce>): boolean {
  return typeof value === "string" && value.trim() === "";
}

function refuseEmpty({ name }: ColumnSpec, report: RowUnderCheck): void {
  report.errorIn(name, "R001", `${name} is required: it can't be empty.`);
}

/** Without its key and what is to be done a row means nothing. */
function requireValues(
  { key }: DatasetSpec,
  operation: ColumnSpec | undefined,
  report: RowUnderCheck,
): void {
  if (operation && report.operation === null && !report.isReported(operation.name)) {
    report.errorIn(operation.name, "R019", EXPECTED_OPERATION);
  }
  for (const name of key) {
    if (report.get(name) !== null || report.isReported(name)) continue;
    report.errorIn(
      name,
      "R020",
      `${name}, ${key.length > 1 ? "a part of " : ""}the key, is missing.`,
    );
  }
}
