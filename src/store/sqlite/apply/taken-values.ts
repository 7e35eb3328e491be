/** Values that no two records may share: who has them already. */
import type { SqlRow, SqlValue } from "../database.ts";
import { shown } from "./cell-values.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";

/**
 * The first unique value of `columns` that another record has: R008 when a row of this file gave
 * it that value, otherwise R009.
 */
export function takenValue(
  sheet: Sheet,
  wanted: { readonly columns: readonly SqlValue[]; readonly id?: number },
): Problem | undefined {
  for (const { position, find } of sheet.sql.uniques) {
    const value = wanted.columns[position] ?? null;
    if (value === null) continue;
    const other = find.get(value);
    if (!other || other[RECORD.id] === wanted.id) continue;
    return taken(sheet, position, value, other);
  }
  return undefined;
}

function taken(sheet: Sheet, position: number, value: SqlValue, other: SqlRow): Problem {
  const spec = sheet.layout.columns[position]?.spec;
  const column = spec?.name ?? "";
  const text = shown(value, spec);
  const whose = `'${labelOf(sheet.layout, other)}'`;
  if (other[RECORD.modified] === sheet.session.auditKey) {
    const message = `${column} must be unique; row ${String(other[RECORD.row])} gave it to ${whose} already.`;
    return { code: "R008", column, value: text, message };
  }
  const message = `${column} must be unique; ${whose} has it already.`;
  return { code: "R009", column, value: text, message };
}
