/** What a row of an updater's file does. */
import type { RowOperation } from "../../store/dataset-spec.ts";
import { trimmedText } from "../cell-text.ts";
import type { Coerce } from "../cell-report.ts";

const WORDS: ReadonlyMap<string, RowOperation> = new Map([
  ...(["I", "INSERT"] as const).map((word) => [word, "I"] as const),
  ...(["U", "UPDATE"] as const).map((word) => [word, "U"] as const),
  ...(["D", "DELETE"] as const).map((word) => [word, "D"] as const),
]);

export const EXPECTED_OPERATION = "Expected I (insert), U (update) or D (delete).";

/** `D` or `delete` in any case -> D. */
export const toOperation: Coerce = (cell, report) => {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  return WORDS.get(text.toUpperCase()) ?? report.error("R019", EXPECTED_OPERATION);
};
