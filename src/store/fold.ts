/** Folding of names: how keys and references are compared, without regard to case. */

/** Joins the folded parts of a natural key of several columns. */
export const KEY_SEPARATOR = "\u001f";

/** Trimmed, composed (NFC) and in lower case: `" Müller"` and `"MÜLLER"` are one name. */
export function fold(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}
