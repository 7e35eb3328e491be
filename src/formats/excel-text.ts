/** Text as a cell of a workbook can hold it (ECMA-376 part 1, 22.9.2.19 ST_Xstring); pure. */

/** Longest text of a cell: Excel calls a workbook with a longer one damaged. */
export const CELL_CHARS = 32_767;
const SHEET_NAME_CHARS = 31;

/** Characters that XML can't carry, a CR that it would turn into LF, and what reads as an escape. */
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|\p{Surrogate}|_(?=x[0-9A-Fa-f]{4}_)/gu;
const SPACED = /^\s|\s$|\n/;

/** Writes unsafe characters as `_xHHHH_`, and an underscore that would begin one as `_x005F_`. */
export function escapeCellText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `_x${code.padStart(4, "0")}_`;
  });
}

/** Whether the text needs a cell form in which blanks and escapes are kept. */
export function needsCare(text: string): boolean {
  return SPACED.test(text) || text.search(UNSAFE) >= 0;
}

/** The name of a sheet, or of its n-th continuation, cut to what a workbook allows. */
export function sheetName(name: string, part = 1): string {
  const suffix = part === 1 ? "" : ` (${part})`;
  const plain = name.replace(/[\\/?*[\]:]/g, "_").replace(/^'|'$/g, "_");
  return plain.slice(0, SHEET_NAME_CHARS - suffix.length) + suffix;
}
