/** Rules about a record as it would be, whichever of its values a row gives. */
import { fold } from "../../fold.ts";
import type { Database, SqlValue, Statement } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";
import { shown } from "./cell-values.ts";
import type { Problem, Session } from "./sheet.ts";

/** Values by position of the layout. */
type Values = readonly SqlValue[];

/** What is wrong with `values`; only what differs from `old` is judged. */
export type RecordRule = (values: Values, old: Values | undefined) => Problem | undefined;

export function recordRules(
  { db, layouts, auditKey }: Pick<Session, "db" | "layouts" | "auditKey">,
  layout: Layout,
): readonly RecordRule[] {
  return layout.columns.flatMap((column, position) => {
    if (column.role === "raw") return [];
    return [
      uniqueWith(db, layouts, { layout, position, auditKey }),
      requiredFor(layout, position),
    ].filter((rule) => rule !== undefined);
  });
}

interface Place {
  readonly layout: Layout;
  readonly position: number;
  readonly auditKey: number;
}

/** Two datasets share one space of values, such as extensions. */
function uniqueWith(db: Database, layouts: Layouts, place: Place): RecordRule | undefined {
  const { layout, position, auditKey } = place;
  const spec = layout.columns[position]?.spec;
  const other = layouts.get(spec?.uniqueWith?.dataset ?? "");
  const column = spec?.uniqueWith?.column;
  if (!spec || !other || column === undefined) return undefined;
  const find = finder(db, other, column);
  return (values, old) => {
    const value = values[position] ?? null;
    if (value === null || value === old?.[position]) return undefined;
    const [label, modified, row] = find.get(value) ?? [];
    if (label === undefined) return undefined;
    const isOfThisFile = modified === auditKey;
    const where = isOfThisFile ? ` (row ${String(row)} of ${other.table})` : "";
    const message = `${spec.name} must not be the ${column} of any record of ${other.table}; '${String(label)}'${where} has it.`;
    return {
      code: isOfThisFile ? "R008" : "R009",
      column: spec.name,
      value: shown(value, spec),
      message,
    };
  };
}

function finder(db: Database, { table, spec, id }: Layout, column: string): Statement {
  const label = quoted(spec.key[0] ?? id);
  return db.statement(
    `SELECT ${label}, ModifiedKey, SourceRow FROM ${quoted(table)} WHERE ${quoted(column)} = ?`,
  );
}

/** A list in another column decides whether the value is needed. */
function requiredFor(layout: Layout, position: number): RecordRule | undefined {
  const spec = layout.columns[position]?.spec;
  const condition = spec?.requiredFor;
  const other = layout.columns.findIndex(({ spec: { name } }) => name === condition?.column);
  if (!spec || !condition || other < 0) return undefined;
  const wanted = fold(condition.value);
  return (values, old) => {
    const isSame = old?.[position] === values[position] && old?.[other] === values[other];
    if ((values[position] ?? null) !== null || isSame) return undefined;
    if (!items(values[other] ?? null).some((item) => fold(item) === wanted)) return undefined;
    const message = `${spec.name} is required where ${condition.column} has ${condition.value}.`;
    return { code: "R001", column: spec.name, message };
  };
}

/** Of a list as it is stored. */
function items(value: SqlValue): readonly string[] {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : [];
  return Array.isArray(list) ? list.map(String) : [];
}
