/** The text of a cell, whatever its type, after the checks that hold for every kind of column. */
import type { Cell, TypedCell } from "../formats/rows.ts";
import type { CellReport } from "./cell-report.ts";

/** Control characters but tab and line ends, and halves of surrogate pairs: no store takes them. */
const UNUSABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]|\p{Surrogate}/u;
const SPREADSHEET_ERROR = /^#(?:REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|N\/A|SPILL!|CALC!)$/;
/** Of large numbers: small ones, with a negative exponent, have their digits still. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+$/;
const SPREADSHEET_NUMBER = /^[+-]?\d(?:[.,]\d+)?[eE]\+\d{2,3}$/;

/** What to do about a number that a spreadsheet program shortened. */
export const DIGITS_LOST =
  "A spreadsheet program shortened the number and its digits are lost; format the column as text and enter it again.";

/** The text as it is; null when the cell is unusable, which was reported then. */
export function exactText(cell: Exclude<Cell, null>, report: CellReport): string | null {
  const text = typeof cell === "string" ? cell : typedText(cell, report);
  if (text === null) return null;
  if (UNUSABLE.test(text)) {
    return report.error("R002", "The text holds control characters; remove them.");
  }
  if (text.charCodeAt(0) === 35 && SPREADSHEET_ERROR.test(text))
    return spreadsheetError(text, report);
  return text;
}

/** The text without blanks around it; null also when nothing is left. */
export function trimmedText(cell: Exclude<Cell, null>, report: CellReport): string | null {
  const text = exactText(cell, report)?.trim();
  return text === undefined || text === "" ? null : text;
}

/** `4.41E+11`: what a spreadsheet makes of long digits. */
export function isScientific(text: string): boolean {
  return SCIENTIFIC.test(text);
}

/** The same in a text, with sign and two digits, so that an id such as `12E5` is left alone. */
export function isSpreadsheetNumber(text: string): boolean {
  return text.length > 4 && SPREADSHEET_NUMBER.test(text);
}

function typedText(cell: TypedCell, report: CellReport): string | null {
  switch (cell.kind) {
    case "error":
      return spreadsheetError(cell.text, report);
    case "formula":
      return report.error(
        "R002",
        "The cell holds a formula without a result; recalculate the workbook and save it.",
      );
    case "null":
      return null;
    case "json":
      return report.error("R002", "Expected a single value, found a nested one.");
    case "number":
    case "boolean":
    case "date":
    case "time":
    case "datetime":
      return cell.text;
  }
}

function spreadsheetError(text: string, report: CellReport): null {
  return report.error("R006", `The cell holds the error ${text}; mend its formula.`);
}
