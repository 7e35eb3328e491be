/** A client's own table: its definition, complete, and what the other parts make of it. */
import type { ColumnSpec, DatasetSpec } from "../../store/dataset-spec.ts";
import { type ColumnEntry, DATABASE_TYPES, type DatabaseFile } from "./database-file.ts";

export type DatabaseColumn = Pick<ColumnEntry, "name" | "type" | "length"> & {
  /** Never empty and never null; the columns of the key are. */
  readonly required: boolean;
};

/** Whether files become the content, and how. */
export type ImporterSettings =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly mode: "overwrite" | "append";
      readonly onDuplicate: "error" | "skip" | "update";
      readonly shrinkPercent: number;
      readonly maxRejected: number | undefined;
    };

/** Whether files change the content record by record. */
export type UpdaterSettings =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly upsert: boolean;
      readonly maxRejected: number | undefined;
    };

export interface DatabaseSpec {
  readonly name: string;
  readonly description: string;
  /** Names of the columns that name a record, in their order; compared exactly. */
  readonly key: readonly string[];
  readonly columns: readonly DatabaseColumn[];
  readonly importer: ImporterSettings;
  readonly updater: UpdaterSettings;
  readonly displacer: { readonly enabled: boolean };
  /** As the store keeps it. */
  readonly dataset: DatasetSpec;
}

/** Fills in what a definition leaves out. */
export function toDatabaseSpec(file: DatabaseFile): DatabaseSpec {
  const { name, description = `The database ${file.name}.`, key } = file;
  const columns = file.columns.map((column) => ({
    name: column.name,
    type: column.type,
    ...(column.length === undefined ? {} : { length: column.length }),
    required: (column.required ?? false) || key.includes(column.name),
  }));
  return {
    name,
    description,
    key,
    columns,
    importer: importerOf(file),
    updater: updaterOf(file),
    displacer: { enabled: file.displacer?.enabled ?? false },
    dataset: datasetOf(file),
  };
}

function importerOf({ importer = {} }: DatabaseFile): ImporterSettings {
  if (importer.enabled !== true) return { enabled: false };
  return {
    enabled: true,
    mode: importer.mode ?? "overwrite",
    onDuplicate: importer.onDuplicate ?? "error",
    shrinkPercent: Number.parseInt(importer.shrinkGuard ?? "20%", 10),
    maxRejected: importer.maxRejected,
  };
}

function updaterOf({ updater = {} }: DatabaseFile): UpdaterSettings {
  if (updater.enabled !== true) return { enabled: false };
  return { enabled: true, upsert: updater.upsert ?? false, maxRejected: updater.maxRejected };
}

function datasetOf({ name, key, columns }: DatabaseFile): DatasetSpec {
  return {
    name,
    columns: columns.map((column) => columnOf(column, key)),
    key,
    keyCase: "exact",
    common: false,
    deletable: false,
    oneOf: [],
    mode: "stream",
    builtIn: [],
    deleteMissing: "warning",
    database: true,
  };
}

function columnOf(column: ColumnEntry, key: readonly string[]): ColumnSpec {
  const isKey = key.includes(column.name);
  return {
    name: column.name,
    kind: DATABASE_TYPES[column.type],
    aliases: [],
    required: (column.required ?? false) || isKey,
    ...(column.length === undefined ? {} : { max: column.length }),
    unique: false,
    immutable: false,
    secret: false,
    internal: false,
    transient: false,
    note: noteOf(column, isKey),
  };
}

function noteOf({ note, type, length }: ColumnEntry, isKey: boolean): string {
  const size = length === undefined ? "" : ` of at most ${length} characters`;
  const form = `${FORMS[type]}${type === "text" ? size : ""}.`;
  const sentences = [note, form, isKey ? "Part of the key of the record." : undefined];
  return sentences.filter((sentence) => sentence !== undefined).join(" ");
}

const FORMS: Readonly<Record<ColumnEntry["type"], string>> = {
  text: "Text",
  integer: "Whole number of up to 15 digits",
  decimal: "Number",
  boolean: "TRUE or FALSE",
  date: "Date, YYYY-MM-DD",
  time: "Time, HH:mm",
  datetime: "Date and time, ISO 8601",
  int64: "Whole number of 64 bits",
};
