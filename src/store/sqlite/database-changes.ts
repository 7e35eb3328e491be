/** What a definition of a database has changed in its table. Pure. */
import type { ColumnKind } from "../dataset-spec.ts";
import type { ColumnType, Layout } from "./layout.ts";

/** What the table of a database holds, also in columns that its definition has lost. */
export interface TableDefinition {
  readonly key: readonly string[];
  readonly columns: readonly TableColumn[];
}

interface TableColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Longest text in characters. */
  readonly max?: number;
}

/** A column that the table has and the definition names, as far as something is to be looked at. */
export interface ChangedColumn {
  readonly name: string;
  readonly from: ColumnKind;
  readonly to: ColumnKind;
  readonly isKey: boolean;
  /** Longest text that the column may have; undefined: any. */
  readonly max: number | undefined;
  /** SQL of the new value from the old one; undefined where no value of the one is one of the other. */
  readonly conversion: ((column: string) => string) | undefined;
  /** Type of the new column; undefined where the values stay as they are stored. */
  readonly storage: ColumnType | undefined;
}

/** Columns of both whose type is another one, or whose texts have become shorter. */
export function changedColumns(
  { spec, columns }: Layout,
  former: TableDefinition,
): readonly ChangedColumn[] {
  return columns.flatMap(({ spec: column, type }) => {
    const { name, kind, max } = column;
    const before = former.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const isShorter = max !== undefined && (before?.max ?? Number.POSITIVE_INFINITY) > max;
    if (!before || (before.kind === kind && !isShorter)) return [];
    const isStoredAlike = storageOf(before.kind) === type;
    return [
      {
        name,
        from: before.kind,
        to: kind,
        isKey: spec.key.includes(name),
        max,
        conversion: conversionOf(before.kind, kind),
        storage: isStoredAlike ? undefined : type,
      },
    ];
  });
}

function storageOf(kind: ColumnKind): ColumnType {
  if (kind === "int" || kind === "bool") return "INTEGER";
  return kind === "number" ? "REAL" : "TEXT";
}

function conversionOf(from: ColumnKind, to: ColumnKind): ChangedColumn["conversion"] {
  if (from === to) return (column) => column;
  if (from === "int" && to === "number") return (column) => `CAST(${column} AS REAL)`;
  const isText = to === "text" || (from === "int" && to === "int64");
  if (!isText) return undefined;
  if (from === "bool") {
    return (column) => `CASE ${column} WHEN 1 THEN 'TRUE' WHEN 0 THEN 'FALSE' END`;
  }
  if (from === "number") return decimalText;
  return (column) => `CAST(${column} AS TEXT)`;
}

/** 2 and not 2.0, as files write it. */
function decimalText(column: string): string {
  const isWhole = `abs(${column}) < 1e15 AND ${column} = CAST(${column} AS INTEGER)`;
  return `CASE WHEN ${isWhole} THEN CAST(CAST(${column} AS INTEGER) AS TEXT) ELSE CAST(${column} AS TEXT) END`;
}
