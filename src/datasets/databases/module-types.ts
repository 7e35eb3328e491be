/** The import types of a client's table: one for each module that takes files. */
import type { ColumnSpec, ImportTypeSpec } from "../../store/dataset-spec.ts";
import type { DatabaseSpec } from "./database-spec.ts";

/** Behind every type of config/import-types. */
const FIRST_ORDER = 1_000;

/** Column of an updater's file that says what a row does. */
export const OPERATION: ColumnSpec = {
  name: "operation",
  kind: "enum",
  aliases: ["Action", "Op"],
  required: true,
  values: ["I", "U", "D"],
  check: "operation",
  unique: false,
  immutable: false,
  secret: false,
  internal: false,
  transient: true,
  note: "I inserts the record, U changes the columns that are there, D deletes it.",
};

/**
 * `DataImporter/<name>` and `DataUpdater/<name>`, as far as they are switched on; where neither is, a type
 * without a folder, so that the table and its records stay.
 * @param position of the database among all.
 */
export function moduleTypes(database: DatabaseSpec, position: number): readonly ImportTypeSpec[] {
  const order = FIRST_ORDER + 2 * position;
  const types = [importerType(database, order), updaterType(database, order + 1)];
  const found = types.filter((type) => type !== undefined);
  if (found.length > 0) return found;
  return [{ ...common(database), type: database.name, target: "kept", order, after: [] }];
}

function importerType(database: DatabaseSpec, order: number): ImportTypeSpec | undefined {
  const { importer } = database;
  if (!importer.enabled) return undefined;
  const { mode, onDuplicate, shrinkPercent, maxRejected } = importer;
  return {
    ...common(database),
    type: importerName(database),
    order,
    after: [],
    onDuplicate: onDuplicate === "update" ? "last" : onDuplicate,
    ...(maxRejected === undefined ? {} : { maxRejected }),
    rules: { module: "importer", mode, onExisting: onDuplicate, shrinkPercent },
  };
}

/** Waits for the importer: what changes a record comes after the file that brings it. */
function updaterType(database: DatabaseSpec, order: number): ImportTypeSpec | undefined {
  const { updater, importer, dataset } = database;
  if (!updater.enabled) return undefined;
  const { upsert, maxRejected } = updater;
  const own = new Set(dataset.columns.map(({ name }) => name.toLowerCase()));
  const aliases = OPERATION.aliases.filter((alias) => !own.has(alias.toLowerCase()));
  const columns = [{ ...OPERATION, aliases }, ...dataset.columns];
  return {
    ...common(database),
    type: `DataUpdater/${database.name}`,
    order,
    after: importer.enabled ? [importerName(database)] : [],
    sheets: [sheetOf({ ...dataset, columns })],
    onDuplicate: "last",
    ...(maxRejected === undefined ? {} : { maxRejected }),
    rules: { module: "updater", upsert },
  };
}

function importerName({ name }: DatabaseSpec): string {
  return `DataImporter/${name}`;
}

function common(database: DatabaseSpec): Omit<ImportTypeSpec, "type" | "order" | "after"> {
  return {
    target: "store",
    graceMs: 0,
    sheets: [sheetOf(database.dataset)],
    unit: "rows",
    onDuplicate: "error",
    description: database.description,
  };
}

function sheetOf(dataset: DatabaseSpec["dataset"]): ImportTypeSpec["sheets"][number] {
  return { aliases: [], dataset, essential: false, fromFirstRow: false, inherited: [] };
}
