/** What the models of an import type hold: the sheets of its workbook, the one table of its csv. Pure. */
import { ConfigError } from "../core/errors.ts";
import { importableColumns } from "../datasets/columns.ts";
import {
  type ColumnSpec,
  fileNameOf,
  type ImportTypeSpec,
  type SheetSpec,
} from "../store/dataset-spec.ts";
import type { SampleRow, Samples, SampleValue } from "./samples.ts";

export interface ModelColumn {
  readonly header: string;
  readonly spec: ColumnSpec;
}

export interface ModelTable {
  readonly name: string;
  readonly columns: readonly ModelColumn[];
  /** A value for each column, null where the sample leaves it empty. */
  readonly rows: readonly (readonly SampleValue[])[];
}

export type SamplesOf = (dataset: string) => Samples;

/** Note on a column that the dataset does not know but keeps. */
const FREE: Omit<ColumnSpec, "name"> = {
  kind: "text",
  aliases: [],
  required: false,
  unique: false,
  immutable: false,
  secret: false,
  internal: false,
  transient: false,
  note: "An example of a column of your own: any other column is kept with the record.",
};

/** The sheets of the workbook, in the order of the type. */
export function workbookTables(type: ImportTypeSpec, samples: SamplesOf): readonly ModelTable[] {
  const inherited = new Set(type.sheets.flatMap((sheet) => sheet.inherited));
  return type.sheets.map((sheet) => {
    const rows = samples(sheet.dataset.name).workbook;
    // Rows of the other sheets get these values from the sheet that has them.
    const columns = sheetColumns(sheet, rows).filter(
      ({ header }) => sheet.inherited.length > 0 || !inherited.has(header),
    );
    // A sheet of Excel has at most 31 characters in its name.
    return table(sheet.name ?? fileNameOf(type).slice(0, 31), columns, rows);
  });
}

/** The table of the csv: all sheets side by side where the rows belong to one record, else the last. */
export function csvTable(type: ImportTypeSpec, samples: SamplesOf): ModelTable {
  const head = type.sheets.find((sheet) => sheet.fromFirstRow);
  const last = type.sheets.at(-1);
  if (!last) throw new ConfigError("C004", `${type.type} has no sheet.`);
  const rows = samples(last.dataset.name).csv;
  const columns = sheetColumns(last, rows);
  const own = fileNameOf(type);
  const name = last.name === undefined || head ? own : `${own} ${last.name}`;
  if (!head) return table(name, columns, rows);
  const [record] = samples(head.dataset.name).csv;
  const headColumns = sheetColumns(head, []).flatMap((column) => besides(column, columns, head));
  const inherited = new Set(head.inherited);
  const ownColumns = columns.filter(({ header }) => !inherited.has(header));
  const headValues = headColumns.map(({ spec }) => record?.[spec.name] ?? null);
  const ownTable = table(name, ownColumns, rows);
  return {
    name,
    columns: [...headColumns, ...ownColumns],
    rows: ownTable.rows.map((row) => [...headValues, ...row]),
  };
}

/** A column of the record beside those of its rows: under its alias where both have the name. */
function besides(
  column: ModelColumn,
  others: readonly ModelColumn[],
  head: SheetSpec,
): readonly ModelColumn[] {
  const isTwice = others.some(({ header }) => header === column.header);
  if (!isTwice || head.inherited.includes(column.header)) return [column];
  const [alias] = column.spec.aliases;
  return alias === undefined ? [] : [{ ...column, header: alias }];
}

function sheetColumns({ dataset }: SheetSpec, rows: readonly SampleRow[]): readonly ModelColumn[] {
  const known = importableColumns(dataset).map((spec) => ({ header: spec.name, spec }));
  const names = new Set(known.map(({ header }) => header));
  const others = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => !names.has(name),
  );
  if (others.length > 0 && dataset.free === undefined) {
    throw new ConfigError(
      "C004",
      `templates/samples/${dataset.name}.yml: unknown column ${others.join(", ")}.`,
    );
  }
  return [...known, ...others.map((name) => ({ header: name, spec: { ...FREE, name } }))];
}

function table(
  name: string,
  columns: readonly ModelColumn[],
  samples: readonly SampleRow[],
): ModelTable {
  const rows = samples.map((row) => columns.map(({ spec }) => sampleOf(row, spec)));
  return { name, columns, rows };
}

function sampleOf(row: SampleRow, spec: ColumnSpec): SampleValue {
  return spec.secret ? null : (row[spec.name] ?? null);
}
