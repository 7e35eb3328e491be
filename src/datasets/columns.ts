/** Columns of a dataset as a file may have them: the common ones first, then its own. */
import type { ColumnSpec, DatasetSpec } from "../store/dataset-spec.ts";

const PLAIN = {
  aliases: [],
  required: false,
  unique: false,
  immutable: false,
  secret: false,
  internal: false,
  transient: false,
} as const;

export const ID: ColumnSpec = {
  ...PLAIN,
  name: "Id",
  kind: "int",
  minimum: 1,
  note: "Quayside's own id, to change an existing record. Leave it empty for a new one.",
};

export const EXTERNAL_ID: ColumnSpec = {
  ...PLAIN,
  name: "ExternalId",
  kind: "text",
  max: 64,
  unique: true,
  note: "Key of the record in another system.",
};

export const DELETE: ColumnSpec = {
  ...PLAIN,
  name: "Delete",
  kind: "enum",
  values: ["D"],
  transient: true,
  note: "D deletes the record; otherwise empty.",
};

/** Columns that Quayside itself adds to a file of rejected rows; ignored when it comes back. */
export const REJECTED_COLUMNS = ["ErrorCode", "ErrorMessage", "SourceRow"] as const;

/** Every column that a file of this dataset may have, in the order of the models. */
export function importableColumns(dataset: DatasetSpec): readonly ColumnSpec[] {
  return [
    ...(dataset.common ? [ID, { ...EXTERNAL_ID, required: needsExternalId(dataset) }] : []),
    ...(dataset.deletable ? [DELETE] : []),
    ...dataset.columns.filter((column) => !column.internal),
  ];
}

/** Names of all columns, with those that every dataset of its sort has. */
export function columnNames(dataset: DatasetSpec): readonly string[] {
  const common = dataset.common ? [ID.name, EXTERNAL_ID.name] : [];
  return [...common, ...dataset.columns.map((column) => column.name)];
}

function needsExternalId(dataset: DatasetSpec): boolean {
  return dataset.oneOf.some((names) => names.length === 1 && names[0] === EXTERNAL_ID.name);
}
