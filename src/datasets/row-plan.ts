/** The values of a checked row: which column stands where. */
import {
  type ColumnSpec,
  type DatasetSpec,
  DELETE_COLUMN,
  KEY_COLUMN,
  OPERATION_COLUMN,
} from "../store/dataset-spec.ts";
import { DELETE, importableColumns } from "./columns.ts";
import type { Header } from "./header.ts";

export interface PlannedValue {
  /** Name in the feed: the column's own, `<column>Raw`, `$delete`, `$operation` or `$key`. */
  readonly name: string;
  /** Undefined for what no cell holds as it is. */
  readonly column?: ColumnSpec;
}

/** The raw text of a phone number stands right behind it. */
export function rawName(column: string): string {
  return `${column}Raw`;
}

/**
 * @param alwaysWanted columns that a rule or the file itself fills in, whether the header has them or not.
 * @param isWhole all columns of the dataset, since the header may still grow or rows are put together.
 */
export function planRow(
  dataset: DatasetSpec,
  header: Header,
  alwaysWanted: readonly string[],
  isWhole: boolean,
): readonly PlannedValue[] {
  const isWanted = (name: string): boolean =>
    isWhole || header.has(name) || alwaysWanted.includes(name);
  const plan = importableColumns(dataset)
    .filter((column) => isWanted(column.name))
    .flatMap(plannedValues);
  const free = dataset.columns.find((column) => column.name === dataset.free && column.internal);
  if (free) plan.push({ name: free.name });
  const hasKey = dataset.keyCase === "fold" && dataset.key.length > 0;
  return hasKey ? [...plan, { name: KEY_COLUMN }] : plan;
}

function plannedValues(column: ColumnSpec): PlannedValue[] {
  if (column.name === DELETE.name) return [{ name: DELETE_COLUMN, column }];
  if (column.check === "operation") return [{ name: OPERATION_COLUMN, column }];
  const value = { name: column.name, column };
  return column.kind === "phone" ? [value, { name: rawName(column.name) }] : [value];
}
