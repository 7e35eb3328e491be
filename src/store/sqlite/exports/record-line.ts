/** A record as one line of JSON, as an SQL expression over its table `t`. */
import type { ColumnKind } from "../../dataset-spec.ts";
import type { Layout, Layouts } from "../layout.ts";
import { shownColumns, type ShownColumn } from "../record-columns.ts";
import { textLiteral } from "./sql-text.ts";

/** Kinds whose stored text has no character that JSON would escape. */
const PLAIN: ReadonlySet<ColumnKind> = new Set(["datetime", "date", "time", "base64", "int64"]);

/**
 * `{"IXNID":"A1","STATUS":3}`: fields in the order of the definition, without those that are NULL.
 * concat_ws leaves them out, in the time that json_object takes to write every null; a chain of ||
 * takes twice as long, and json_quote around all of it (NULLs by NULLIF) half as long again.
 */
export function recordLine(layout: Layout, layouts: Layouts): string {
  // Only datasets with Id and ExternalId of Quayside show them; the records of others have keys of their own.
  const columns = shownColumns(layout, layouts).filter(
    ({ name }, position) => layout.spec.common || position > 0 || name !== "Id",
  );
  const fields = columns.map((column) => fieldOf(layout, column)).join(", ");
  return `'{' || concat_ws(',', ${fields}) || '}'`;
}

/** `"NAME":value`, or NULL. */
function fieldOf(layout: Layout, { name, expression, isNumber }: ShownColumn): string {
  const key = `${JSON.stringify(name)}:`;
  const spec = layout.spec.columns.find((column) => column.name === name);
  const isEntries = name === layout.entries?.table;
  const kind = spec?.refers === undefined ? spec?.kind : undefined;
  if (kind === "bool") {
    return `${textLiteral(key)} || CASE ${expression} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END`;
  }
  if (kind === "json" || isEntries) return `${textLiteral(key)} || ${onOneLine(expression)}`;
  if (isNumber && kind !== "number") return `${textLiteral(key)} || ${expression}`;
  if (kind !== undefined && PLAIN.has(kind)) {
    return `${textLiteral(`${key}"`)} || ${expression} || '"'`;
  }
  return `CASE WHEN ${expression} IS NOT NULL THEN ${textLiteral(key)} || json_quote(${expression}) END`;
}

/** JSON text was kept as it came: its line breaks can only stand between its tokens. */
function onOneLine(expression: string): string {
  return `replace(replace(${expression}, char(10), ' '), char(13), ' ')`;
}
