/** What is true of the text of a cell, whatever the format. */
import type { Cell, TypedCell } from "./rows.ts";

/** A field that is there and says that it has no value. */
export const NULL_CELL: TypedCell = { kind: "null", text: "" };

/** Control characters but tab and line breaks, the C1 range but NEL, and half surrogate pairs. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]/u;

/** The text of a cell; "" for an empty one. */
export function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? cell : cell.text;
}

/** Whether nobody can see anything in the cell. */
export function isBlank(cell: Cell): boolean {
  if (cell === null) return true;
  return typeof cell === "string" ? cell.trim() === "" : cell.kind === "null";
}

/** Names the first character that no text may hold, as `U+0000`; undefined when there is none. */
export function forbiddenCharacter(text: string): string | undefined {
  const at = text.search(FORBIDDEN);
  if (at < 0) return undefined;
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** `A` for 0, `Z` for 25, `AA` for 26: how a spreadsheet program calls a column. */
export function columnLetters(index: number): string {
  let letters = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
