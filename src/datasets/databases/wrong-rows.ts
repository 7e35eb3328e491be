/** What the store is told of rejected rows: a row that is wrong must not make its record vanish. */
import { type DatasetSpec, OPERATION_COLUMN } from "../../store/dataset-spec.ts";
import type { WrongRow } from "../../store/feed.ts";
import type { CheckedRows } from "../checked-rows.ts";

/** Nothing but for a client's table. @param columns names of the values of a row. */
export function wrongRowsOf(
  dataset: DatasetSpec,
  columns: readonly string[],
): (wrong: CheckedRows["wrong"]) => readonly WrongRow[] {
  if (!dataset.database) return () => [];
  const keys = dataset.key.map((name) => columns.indexOf(name));
  const operation = columns.indexOf(OPERATION_COLUMN);
  return (wrong) =>
    wrong.map(({ number, values }) => ({
      row: number,
      operation: values[operation] ?? null,
      key: keys.map((position) => values[position] ?? null),
    }));
}
