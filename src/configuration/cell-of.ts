/** A stored value as the cell that an import reads back as the same value. Pure. */
import type { ColumnSpec } from "../store/dataset-spec.ts";

/** Read as "clear the value" (`~`), or as one of those with a backslash before it (coerce.ts). */
const TILDE = /^\\*~$/;
/** Refused as what a spreadsheet program shows for a broken formula. */
const LIKE_AN_ERROR = /^#.*[!?A]$/;

/**
 * @param isOfEntry the column belongs to the entries of a record, which are always given as a whole:
 *   an empty cell of theirs is the default, and the default is never empty in the store.
 */
export function cellOf(
  value: string | number | null,
  column: ColumnSpec,
  isOfEntry: boolean,
): string | null {
  // An empty cell would be the default.
  if (value === null) return column.default === undefined || isOfEntry ? null : "~";
  if (column.kind === "bool") return value === 0 ? "FALSE" : "TRUE";
  const text = String(value);
  if (column.kind === "list") {
    // An empty item at the end is no item, and the text is nothing else any more.
    return TILDE.test(text) || LIKE_AN_ERROR.test(text) ? `${text};` : text;
  }
  return TILDE.test(text) ? `\\${text}` : text;
}
