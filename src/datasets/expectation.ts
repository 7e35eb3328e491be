/** What a column expects, in words for people. */
import type { ColumnSpec } from "../store/dataset-spec.ts";

/** `a whole number from 1 to 255`, `one of Phone, Email, Chat`. */
export function expectation(column: ColumnSpec): string {
  if (column.kind === "int") return `a whole number${range(column)}`;
  if (column.kind === "number") return `a number${range(column)}`;
  if (column.kind === "pairs") {
    return column.minimum === undefined
      ? "pairs such as Yes=q3;No=END"
      : `pairs of a name and a whole number${range(column)}, such as German=3;Billing=2`;
  }
  if (column.values === undefined) return "a value";
  const [only, ...others] = column.values;
  return others.length === 0
    ? `${only ?? ""} or an empty cell`
    : `one of ${column.values.join(", ")}`;
}

function range({ minimum, maximum }: ColumnSpec): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? "" : ` of at most ${maximum}`;
}
