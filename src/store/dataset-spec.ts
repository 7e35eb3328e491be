/** What a dataset is: its columns, keys and policies, compiled from config/import-types/*.yml. */
export type ColumnKind =
  | "text"
  | "int"
  | "number"
  | "bool" // stored 1 or 0
  | "date" // stored YYYY-MM-DD
  | "time" // stored HH:mm, 24:00 allowed
  | "datetime" // stored UTC, YYYY-MM-DDTHH:mm:ss.SSSZ
  | "enum"
  | "list" // `a;b`
  | "pairs" // `a=1;b=2`
  | "phone" // stored E.164, and the raw text in <column>Raw
  | "email"
  | "timezone"
  | "language"
  | "country"
  | "base64"
  | "int64" // decimal text, never a JavaScript number
  | "json"; // JSON text

export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Other spellings of the header, e.g. `Surname`. */
  readonly aliases: readonly string[];
  /** Needed when a record is created. */
  readonly required: boolean;
  /** Longest text in characters; for a list, of one item. */
  readonly max?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Allowed values of an enum, of list items or of pair keys; matched without regard to case. */
  readonly values?: readonly string[];
  readonly pattern?: string;
  /** Named check of a grammar: openingHours, dayOfYear, weekdays, duration, ... */
  readonly check?: string;
  /** Value on create; `{A} {B}|{C}` fills in other columns and takes the first non-blank choice. */
  readonly default?: string | number;
  /** Dataset that the value (or each list item, or each pair key) names by key or ExternalId. */
  readonly refers?: string;
  readonly unique: boolean;
  /** No record of that dataset has the value in that column either (extensions). */
  readonly uniqueWith?: { readonly dataset: string; readonly column: string };
  /** Needed where the list in the other column has this value (agents and their number). */
  readonly requiredFor?: { readonly column: string; readonly value: string };
  /** Refused on update when it differs (R016). */
  readonly immutable: boolean;
  /** Never shown: not in issues, logs, rejected files or exports. */
  readonly secret: boolean;
  /** Kept by Quayside, not importable. */
  readonly internal: boolean;
  /** Used by the import only, not stored (DaysToExpiry, ImportType). */
  readonly transient: boolean;
  /** The record's own: left out where settings are copied from another one. */
  readonly notCopied?: boolean;
  /** For the models: a note of one or two sentences. */
  readonly note: string;
}

export interface DatasetSpec {
  /** Also the name of its table. */
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Natural key; [] where ExternalId alone identifies. */
  readonly key: readonly string[];
  /** fold: without regard to case, in a hidden column Key; exact: the one key column itself. */
  readonly keyCase: "fold" | "exact";
  /** Has Id, ExternalId. */
  readonly common: boolean;
  readonly deletable: boolean;
  /** On create, at least one column of each list must have a value. */
  readonly oneOf: readonly (readonly string[])[];
  /**
   * set: the rows are collected and arranged first (order, circles, groups): for configuration.
   * stream: any number of rows, one after another.
   */
  readonly mode: "stream" | "set";
  /** Rows with the same key make one record with entries, which replace its former ones. */
  readonly group?: { readonly entries: string; readonly columns: readonly string[] };
  /** Column that refers to this same dataset and must not make a circle. */
  readonly parent?: string;
  /** Column (kind json) that takes columns the dataset does not know; absent: they are warned of. */
  readonly free?: string;
  /** Records that are there from the start, neither to be changed nor deleted. */
  readonly builtIn: readonly Readonly<Record<string, string | number>>[];
  /** On create, absent columns are copied from the record of this dataset that the column names. */
  readonly copyFrom?: string;
  /** Column whose value says that the record must not, or must, exist already. */
  readonly operation?: {
    readonly column: string;
    readonly create: string;
    readonly update: string;
  };
  /** Deleting a record that is not there: warning instead of issue. */
  readonly deleteMissing: "error" | "warning";
  /** A client's own table: an empty cell is an empty value, `\\N` is null, `~` is a text. */
  readonly database?: true;
}

export interface SheetSpec {
  /** Undefined: the first sheet of a workbook, whatever its name, or the whole file. */
  readonly name?: string;
  readonly aliases: readonly string[];
  readonly dataset: DatasetSpec;
  /** No usable row in this sheet fails the file. */
  readonly essential: boolean;
  /** In a file without sheets, the record is taken from the first row (OutboundCampaign). */
  readonly fromFirstRow: boolean;
  /** Columns of this sheet (by name) that every row of the other sheets of the file inherits. */
  readonly inherited: readonly string[];
}

/** How the rows of a file go into the table of a client. */
export type ModuleRules =
  | {
      readonly module: "importer";
      readonly mode: "overwrite" | "append";
      /** append: what becomes of a row whose key the table has. */
      readonly onExisting: "error" | "skip" | "update";
      /** overwrite: a file that would remove more than this share of the records is refused. */
      readonly shrinkPercent: number;
    }
  | { readonly module: "updater"; /** U inserts what is missing. */ readonly upsert: boolean };

export interface ImportTypeSpec {
  /** Also the path of its drop folder: `Skills`, `DataImporter/customers`. */
  readonly type: string;
  /**
   * jobs: rows are actions on jobs and go to the job catalogue; the dataset has no table.
   * attempts: rows are calls and go to the campaigns; no table either.
   * kept: the dataset has a table, but no folder and no files.
   */
  readonly target: "store" | "jobs" | "attempts" | "kept";
  /** Of a client's table only. */
  readonly rules?: ModuleRules;
  /** Position in the folder order of product.md, from 1. */
  readonly order: number;
  /** Types whose waiting files go first, because this one refers to them. */
  readonly after: readonly string[];
  /** A file of this type is held back this long after it was seen, so that `after` can be seen too. */
  readonly graceMs: number;
  readonly sheets: readonly SheetSpec[];
  /** Names of sheets that fail the file: leaving them out would mislead. */
  readonly refusedSheets?: readonly string[];
  /** file: any rejected row fails the whole file. */
  readonly unit: "rows" | "file";
  readonly onDuplicate: "error" | "skip" | "last";
  /** More rejected rows than this fail the file (F014); undefined: no limit. */
  readonly maxRejected?: number;
  /** Longest text of a cell, where it is more than `limits.cellCharacters` of the settings. */
  readonly cellCharacters?: number;
  /** Wait for `file.ext.<marker>` before the file is taken. */
  readonly marker?: string;
  readonly description: string;
}

/** The types whose rows the store keeps. */
export function storedTypes(types: readonly ImportTypeSpec[]): readonly ImportTypeSpec[] {
  return types.filter(({ target }) => target === "store" || target === "kept");
}

/** The types that have a drop folder. */
export function droppedTypes(types: readonly ImportTypeSpec[]): readonly ImportTypeSpec[] {
  return types.filter(({ target }) => target !== "kept");
}

/** A type as a name of files: `DataImporter customers`. */
export function fileNameOf({ type }: ImportTypeSpec): string {
  return type.replaceAll("/", " ");
}

/** Pseudo columns of a feed, beside the dataset's own. */
export const DELETE_COLUMN = "$delete";
export const KEY_COLUMN = "$key";
export const ENTRIES_COLUMN = "$entries";
/** Of a Data Updater: what a row does, as I, U or D. */
export const OPERATION_COLUMN = "$operation";
export type RowOperation = "I" | "U" | "D";
/** A cell `~`: clears the value on update. No text in a file can be this. */
export const CLEAR = "\u0000";
/** A cell `next`, where a column allows it: the number after the highest; it leaves a record alone that has one. */
export const NEXT_FREE = "\u0000next";
