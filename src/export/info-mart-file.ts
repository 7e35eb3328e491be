/** config/export-types/info-mart.yml as it is written (schemas/export-type.schema.json), and compiled. Pure. */
import type { TablePart, TableSelection, TableValue } from "../store/export-snapshot.ts";

export interface InfoMartFile {
  readonly tables: readonly TableEntry[];
}

export interface TableEntry {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows?: readonly PartEntry[];
}

export interface PartEntry {
  readonly from?: string;
  readonly quarterHoursOf?: { readonly dataset: string; readonly columns: readonly string[] };
  readonly fixed?: readonly (readonly (string | number | null)[])[];
  readonly values?: Readonly<Record<string, TableValue>>;
}

export function toTable({ table, columns, rows = [] }: TableEntry): TableSelection {
  return { table, columns, parts: rows.map((part) => toPart(part, columns)) };
}

function toPart(part: PartEntry, columns: readonly string[]): TablePart {
  const values = columns.map((column) => part.values?.[column] ?? null);
  if (part.quarterHoursOf) return { kind: "calendar", source: part.quarterHoursOf, values };
  if (part.from !== undefined) return { kind: "records", source: part.from, values };
  return { kind: "rows", rows: part.fixed ?? [] };
}
