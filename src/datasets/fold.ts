/** How names and keys are compared. */

/** Headers, sheet names: case, blanks, `_` and `-` do not count. `External ID` = `ExternalId`. */
export function foldName(text: string): string {
  return text
    .replace(/[\s_\u00A0-]+/g, "")
    .normalize("NFC")
    .toLowerCase();
}

/** Names of records: trimmed, NFC, lower case. The store folds references in the same way. */
export function foldKey(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}

/** Stands between the parts of a natural key. */
export const KEY_SEPARATOR = "\u001f";
