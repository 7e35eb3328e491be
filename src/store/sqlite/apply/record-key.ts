/** The natural key of a row, as the hidden key column stores it. */
import type { FeedValue } from "../../feed.ts";
import { fold, KEY_SEPARATOR } from "../../fold.ts";
import type { SqlValue } from "../database.ts";
import type { StoredColumn } from "../layout.ts";
import { isGiven, stored, textOf } from "./cell-values.ts";
import type { Sheet } from "./sheet.ts";

/**
 * The key that a row names, null when it names none. A part that is a reference stands as the Id
 * of its record, so that a campaign keeps its customers when it gets another name.
 */
export function keyOfRow(sheet: Sheet, values: readonly FeedValue[]): string | null {
  const { layout, at, spec } = sheet;
  if (spec.key.length === 0) return null;
  if (layout.key === undefined) {
    const value = values[at.keyParts[0] ?? -1];
    return isGiven(value) ? textOf(value) : null;
  }
  if (!spec.key.some((name) => columnOf(sheet, name)?.role === "reference")) {
    const given = values[at.key];
    if (typeof given === "string" && given !== "") return given;
  }
  const parts = spec.key.map((name, part) => keyPart(sheet, name, values[at.keyParts[part] ?? -1]));
  return joined(parts);
}

/** The key of a record from the values of its columns. */
export function keyOfColumns(sheet: Sheet, columns: readonly SqlValue[]): string | null {
  const parts = sheet.spec.key.map((name) => {
    const position = sheet.layout.columns.findIndex((column) => isColumn(column, name));
    const value = columns[position] ?? null;
    if (value === null) return "";
    if (sheet.layout.columns[position]?.role === "reference") return referencePart(Number(value));
    return sheet.spec.keyCase === "exact" ? String(value) : fold(String(value));
  });
  return joined(parts);
}

function keyPart(sheet: Sheet, name: string, value: FeedValue | undefined): string | undefined {
  const column = columnOf(sheet, name);
  // Without a part that every record has, the rest names nothing; another part may be empty.
  if (!isGiven(value)) return column?.spec.required ? undefined : "";
  if (column?.role !== "reference") {
    const text = String(stored(value, column?.type ?? "TEXT"));
    return sheet.spec.keyCase === "exact" ? text : fold(text);
  }
  const id = sheet.session.references.find(column.spec.refers ?? "", textOf(value));
  return id === undefined ? undefined : referencePart(id);
}

function referencePart(id: number): string {
  return `#${id}`;
}

function joined(parts: readonly (string | undefined)[]): string | null {
  if (parts.includes(undefined) || parts.every((part) => part === "")) return null;
  return parts.join(KEY_SEPARATOR);
}

function columnOf(sheet: Sheet, name: string): StoredColumn | undefined {
  return sheet.layout.columns.find((column) => isColumn(column, name));
}

function isColumn(column: StoredColumn, name: string): boolean {
  return column.spec.name === name && column.role !== "raw";
}
