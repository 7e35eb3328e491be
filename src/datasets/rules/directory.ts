/** Directory: entries that can't be found again, where the settings allow them. */
import type { RowRule } from "./row-rule.ts";

export const checkDirectoryEntry: RowRule = (row) => {
  if (row.get("Id") !== null || row.get("ExternalId") !== null) return;
  row.warnIn(
    "ExternalId",
    "R020",
    "There is no ExternalId: each import makes a new entry of this row.",
  );
};
