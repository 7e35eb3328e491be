/** Which sheets a workbook of the configuration has, and their columns. Pure. */
import { UsageError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { isSheet } from "../datasets/choose-sheets.ts";
import { EXTERNAL_ID, ID, importableColumns } from "../datasets/columns.ts";
import type { ColumnSpec, DatasetSpec, ImportTypeSpec } from "../store/dataset-spec.ts";

/** The import type whose workbooks these are. */
export const CONFIGURATION = "Configuration";

export interface ConfigurationSheet {
  readonly name: string;
  readonly dataset: DatasetSpec;
  readonly columns: readonly ColumnSpec[];
}

/**
 * The sheets in the order in which an import takes them.
 * @param only names or aliases of sheets, in any order and case; undefined or none: all of them.
 * @throws {UsageError} S010 for a name that is no sheet.
 */
export function configurationSheets(
  types: readonly ImportTypeSpec[],
  only: readonly string[] = [],
): readonly ConfigurationSheet[] {
  const type = types.find((one) => one.type === CONFIGURATION);
  if (!type) throw new Error("There is no import type Configuration.");
  for (const name of only) {
    if (!type.sheets.some((sheet) => isSheet(sheet, name))) throw unknownSheet(type, name);
  }
  return type.sheets
    .filter((sheet) => only.length === 0 || only.some((name) => isSheet(sheet, name)))
    .map(({ name = "", dataset }) => ({ name, dataset, columns: columnsOf(dataset) }));
}

/** Ids belong to one system, secrets and what only an import uses are not there to be read. */
function columnsOf(dataset: DatasetSpec): readonly ColumnSpec[] {
  const names = new Set(dataset.columns.map(({ name }) => name));
  return importableColumns(dataset).filter(
    (column) =>
      (names.has(column.name) || column.name === EXTERNAL_ID.name) &&
      column.name !== ID.name &&
      !column.transient &&
      !column.secret,
  );
}

function unknownSheet(type: ImportTypeSpec, name: string): UsageError {
  const names = type.sheets.map((sheet) => sheet.name ?? "");
  const near = nearest(name, names);
  return new UsageError("S010", `the configuration has no sheet ${name}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(", ")}.`,
  });
}
