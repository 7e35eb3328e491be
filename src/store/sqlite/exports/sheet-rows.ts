/** The rows of a dataset as a sheet of an import file has them: by natural key, an entry a row. */
import { UsageError } from "../../../core/errors.ts";
import type { SheetRow, SheetSelection } from "../../export-snapshot.ts";
import { builtInKey } from "../apply/sheet.ts";
import type { Database } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";
import { listText, shownColumns } from "../record-columns.ts";

/** @throws {UsageError} S009 for a column that is not shown. */
export function sheetRows(
  db: Database,
  layouts: Layouts,
  layout: Layout,
  { columns }: SheetSelection,
): IterableIterator<SheetRow> {
  const cells = columns.map((name) => cellOf(layout, layouts, name));
  const { from, values } = fromOf(layout);
  const order = layout.entries ? `${keyOf(layout)}, e.Position` : keyOf(layout);
  return db.statement(`SELECT ${cells.join(", ")} ${from} ORDER BY ${order}`).iterate(...values);
}

export function countSheetRows(db: Database, layout: Layout): number {
  const { from, values } = fromOf(layout);
  return Number(db.value(`SELECT count(*) ${from}`, ...values));
}

/** What is there from the start is there in every system. */
function fromOf(layout: Layout): { readonly from: string; readonly values: readonly string[] } {
  const { spec, table, entries } = layout;
  const values = spec.builtIn.map((record) => builtInKey(spec, record));
  const marks = values.map(() => "?").join(", ");
  const joined = entries
    ? `LEFT JOIN ${quoted(entries.table)} AS e ON e.OwnerId = t.${quoted(layout.id)}`
    : "";
  const where = values.length === 0 ? "" : `WHERE ${keyOf(layout)} NOT IN (${marks})`;
  return { from: `FROM ${quoted(table)} AS t ${joined} ${where}`, values };
}

/** Unique, so that the order is one; a key of its own is in the spelling that keys are compared in. */
function keyOf({ key, spec, id }: Layout): string {
  return `t.${quoted(key ?? spec.key[0] ?? id)}`;
}

function cellOf(layout: Layout, layouts: Layouts, name: string): string {
  const entry = layout.entries?.columns.find((column) => column.name === name);
  if (entry && !entry.spec.secret) {
    const value = `e.${quoted(name)}`;
    const isList = entry.spec.kind === "list" || entry.spec.kind === "pairs";
    return isList ? listText(value) : value;
  }
  const shown = shownColumns(layout, layouts).find((column) => column.name === name);
  if (shown) return shown.expression;
  throw new UsageError("S009", `${layout.table} shows no column ${name}.`);
}
