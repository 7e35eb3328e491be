/** Values of a row on their way into columns: references found, what is wrong collected. */
import type { ColumnSpec } from "../../dataset-spec.ts";
import type { FeedValue } from "../../feed.ts";
import type { SqlValue } from "../database.ts";
import type { StoredColumn } from "../layout.ts";
import { shown, stored } from "./cell-values.ts";
import type { Problem, Sheet } from "./sheet.ts";

/** One target of a list or of pairs. */
export interface LinkTarget {
  readonly id: number;
  readonly level: SqlValue;
}

/** The value as `column` stores it; a reference that is not found is added to `problems`. */
export function columnValue(
  sheet: Sheet,
  column: StoredColumn,
  value: FeedValue,
  problems: Problem[],
): SqlValue {
  if (column.role !== "reference" || value === null) return stored(value, column.type);
  const name = stored(value, "TEXT");
  return name === null ? null : (target(sheet, column.spec, String(name), problems) ?? null);
}

/** The targets of a list or of pairs. */
export function linkTargets(
  sheet: Sheet,
  spec: ColumnSpec,
  value: FeedValue,
  problems: Problem[],
): readonly LinkTarget[] {
  if (!Array.isArray(value)) return [];
  const targets: LinkTarget[] = [];
  const known = new Set<number>();
  for (const item of value as readonly (string | readonly [string, string])[]) {
    const [name, level] = typeof item === "string" ? [item, null] : item;
    const id = target(sheet, spec, name, problems);
    if (id === undefined) continue;
    const isNew = known.size < known.add(id).size;
    if (isNew) targets.push({ id, level: stored(level, "INTEGER") });
    else if (level !== null) problems.push(namedTwice(spec, name));
  }
  return targets;
}

/** By its name and by its ExternalId: which of the two values counts, nobody knows. */
function namedTwice(spec: ColumnSpec, name: string): Problem {
  const value = shown(name, spec);
  const message = `${spec.name}: '${name}' stands in the list under another name already.`;
  return { code: "R003", column: spec.name, value, message };
}

function target(
  sheet: Sheet,
  spec: ColumnSpec,
  name: string,
  problems: Problem[],
): number | undefined {
  const dataset = spec.refers ?? "";
  const id = sheet.session.references.find(dataset, name);
  if (id === undefined) problems.push(notFound(spec, dataset, name));
  return id;
}

export function notFound(spec: ColumnSpec, dataset: string, name: string): Problem {
  const value = shown(name, spec);
  const text = value === undefined ? "the value" : `'${value}'`;
  const message = `${spec.name}: ${text} is no name or ExternalId in ${dataset}.`;
  return { code: "R012", column: spec.name, value, message };
}

export function missing(column: string): Problem {
  return { code: "R001", column, message: `${column} is required for a new record.` };
}
