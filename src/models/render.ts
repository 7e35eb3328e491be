/** Turns the tables of a model into the bytes of a workbook and of a csv file. */
import { csvLine } from "../formats/csv-writer.ts";
import type { DocumentCell, DocumentColumn, DocumentSheet } from "../formats/excel-writer.ts";
import type { ColumnSpec } from "../store/dataset-spec.ts";
import type { ModelColumn, ModelTable } from "./model-tables.ts";
import type { SampleValue } from "./samples.ts";

const BYTE_ORDER_MARK = "\ufeff";
const WIDEST = 40;

export async function renderWorkbook(tables: readonly ModelTable[]): Promise<Uint8Array> {
  // The library is large, and at most starts all models are there already.
  const { workbookDocument } = await import("../formats/excel-writer.ts");
  return await workbookDocument(tables.map(documentSheet));
}

/** UTF-8 with byte order mark, comma, CRLF: what Excel opens with a double click. */
export function renderCsv({ columns, rows }: ModelTable): string {
  const header = csvLine(columns.map((column) => column.header));
  return BYTE_ORDER_MARK + header + rows.map((row) => csvLine(row.map(textOf))).join("");
}

function documentSheet({ name, columns, rows }: ModelTable): DocumentSheet {
  return {
    name,
    columns: columns.map((column, index) => {
      const texts = rows.map((row) => textOf(row[index] ?? null).length);
      const width = Math.max(10, column.header.length + 3, ...texts.map((length) => length + 2));
      return { ...documentColumn(column), width: Math.min(WIDEST, width) };
    }),
    rows: rows.map((row) => row.map((value, index) => cellOf(value, columns[index]?.spec))),
  };
}

function documentColumn({ header, spec }: ModelColumn): Omit<DocumentColumn, "width"> {
  return {
    header,
    note: noteOf(spec),
    format: formatOf(spec),
    choices: choicesOf(spec),
    isRequired: spec.required,
  };
}

/** What is typed into a text column stays as it is: no lost zero, no `1-2` turned into a day. */
function formatOf({ kind }: ColumnSpec): DocumentColumn["format"] {
  if (kind === "date") return "date";
  return kind === "int" || kind === "number" || kind === "bool" ? "general" : "text";
}

function choicesOf({ kind, values }: ColumnSpec): readonly string[] {
  if (kind === "bool") return ["TRUE", "FALSE"];
  return kind === "enum" ? (values ?? []) : [];
}

function noteOf({ note, required, kind, values, default: value }: ColumnSpec): string {
  const isListed = kind === "enum" && values !== undefined && values.length > 1;
  const parts = [
    note,
    required ? "Required for a new record." : "",
    isListed ? `One of: ${values.join(", ")}.` : "",
    value === undefined || kind === "bool" ? "" : `Empty on a new record: ${value}.`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function cellOf(value: SampleValue, spec: ColumnSpec | undefined): DocumentCell {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  return spec?.kind === "date" ? new Date(`${textOf(value)}T00:00:00Z`) : textOf(value);
}

function textOf(value: SampleValue): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
