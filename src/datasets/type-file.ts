/** The form of a file of config/import-types: as schemas/import-type.schema.json has it. */
import type { ColumnSpec, DatasetSpec, ImportTypeSpec, SheetSpec } from "../store/dataset-spec.ts";

/** A column as it is written down: what has a usual value may be left out. */
export type ColumnEntry = Pick<ColumnSpec, "name" | "kind" | "note"> & Partial<ColumnSpec>;

export type DatasetEntry = Pick<DatasetSpec, "name" | "key"> &
  Partial<Omit<DatasetSpec, "columns">> & { readonly columns: readonly ColumnEntry[] };

export interface SheetEntry extends Partial<Omit<SheetSpec, "dataset">> {
  /** Name of a dataset, of this file or of another one. */
  readonly dataset: string;
}

export interface TypeFile extends Partial<Omit<ImportTypeSpec, "sheets">> {
  readonly type: string;
  readonly order: number;
  readonly description: string;
  readonly datasets?: readonly DatasetEntry[];
  readonly sheets: readonly SheetEntry[];
}

/** A file that has the right form, and what messages call it. */
export interface NamedTypeFile {
  readonly path: string;
  readonly file: TypeFile;
}

const COLUMN_DEFAULTS = {
  aliases: [],
  required: false,
  unique: false,
  immutable: false,
  secret: false,
  internal: false,
  transient: false,
} as const;

const DATASET_DEFAULTS = {
  keyCase: "fold",
  common: true,
  deletable: true,
  oneOf: [],
  mode: "stream",
  builtIn: [],
  deleteMissing: "error",
} as const;

/** Fills in what a dataset leaves out. */
export function toDatasetSpec(entry: DatasetEntry): DatasetSpec {
  const columns = entry.columns.map((column) => ({ ...COLUMN_DEFAULTS, ...column }));
  return { ...DATASET_DEFAULTS, ...entry, columns };
}

/** Fills in what an import type leaves out; sheets of unknown datasets are left to the cross-checks. */
export function toTypeSpec(
  file: TypeFile,
  datasets: ReadonlyMap<string, DatasetSpec>,
): ImportTypeSpec {
  const sheets = file.sheets.flatMap((sheet): SheetSpec[] => {
    const dataset = datasets.get(sheet.dataset);
    if (!dataset) return [];
    return [
      { aliases: [], essential: false, fromFirstRow: false, inherited: [], ...sheet, dataset },
    ];
  });
  return {
    type: file.type,
    target: file.target ?? "store",
    order: file.order,
    after: file.after ?? [],
    graceMs: file.graceMs ?? 0,
    sheets,
    ...(file.refusedSheets === undefined ? {} : { refusedSheets: file.refusedSheets }),
    unit: file.unit ?? "rows",
    onDuplicate: file.onDuplicate ?? "error",
    ...(file.maxRejected === undefined ? {} : { maxRejected: file.maxRejected }),
    ...(file.cellCharacters === undefined ? {} : { cellCharacters: file.cellCharacters }),
    ...(file.marker === undefined ? {} : { marker: file.marker }),
    description: file.description,
  };
}
