/** Puts the rows of a sheet in the order in which they can be stored (datasets of mode `set`). */
import { type DatasetSpec, ENTRIES_COLUMN } from "../store/dataset-spec.ts";
import { arrangeGroups, recordColumns } from "./arrange-groups.ts";
import { arrangeParents } from "./arrange-parents.ts";
import type { CheckedRows } from "./checked-rows.ts";
import type { Header } from "./header.ts";

export interface ArrangePlan {
  readonly dataset: DatasetSpec;
  /** Names of the values of each row before it is arranged. */
  readonly columns: readonly string[];
  readonly header: Header;
  readonly sheet: string | undefined;
}

/** Names of the values of each row as it goes into the feed. */
export function arrangedColumns(
  { group }: DatasetSpec,
  columns: readonly string[],
): readonly string[] {
  return group ? [...recordColumns(columns, group), ENTRIES_COLUMN] : columns;
}

/** Rows of one record are put together, parents come before children, deletes come last. */
export function arrange(plan: ArrangePlan, rows: CheckedRows): CheckedRows {
  const { dataset, columns, sheet, header } = plan;
  const { group } = dataset;
  if (!group) return arrangeParents({ dataset, columns, sheet }, rows);
  const hasEntries = group.columns.some((name) => header.has(name));
  return arrangeGroups({ dataset, group, columns, sheet, hasEntries }, rows);
}
