/** Cells with phone numbers: what a spreadsheet did to them, then the normaliser. */
import type { ColumnSpec } from "../store/dataset-spec.ts";
import { DIGITS_LOST, isScientific, trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";
import type { PhoneNormaliser } from "./phone.ts";

const EXTENSION = /^\d{2,8}$/;
/** Shorter ones than a subscriber number of any country. */
const SURE_EXTENSION = /^[1-9]\d{1,5}$/;
const MADE_A_DATE =
  "A spreadsheet program made a date of the number; format the column as text and enter it again.";
const WILDCARD = /^\+[1-9]\d{0,13}\*$/;

/** E.164; where the column allows it also an internal extension, or `+4420*`. */
export function toPhone(column: ColumnSpec, normalise: PhoneNormaliser): Coerce {
  const allowsExtension = column.check === "extension";
  const allowsWildcard = column.check === "wildcard";
  const expected = expectedPhone(allowsExtension, allowsWildcard);
  return (cell, report) => {
    const trimmed = trimmedText(cell, report);
    if (trimmed === null) return null;
    const text = trimmed.startsWith("'") ? trimmed.slice(1) : trimmed;
    // The digits of a date would pass for those of a number.
    const isDate = typeof cell !== "string" && ["date", "time", "datetime"].includes(cell.kind);
    if (isDate) return report.error("R006", MADE_A_DATE);
    if (isScientific(text)) return report.error("R006", DIGITS_LOST);
    if (
      typeof cell !== "string" &&
      cell.kind === "number" &&
      !(allowsExtension && EXTENSION.test(text))
    ) {
      report.warn(
        "R006",
        "The number is no text, so leading zeros may be lost; format the column as text.",
      );
    }
    if (allowsExtension && SURE_EXTENSION.test(text)) return text;
    if (allowsWildcard && WILDCARD.test(text)) return text;
    const number = normalise(text);
    if (number !== undefined) return number;
    if (allowsExtension && EXTENSION.test(text)) return text;
    return report.error("R005", expected);
  };
}

function expectedPhone(allowsExtension: boolean, allowsWildcard: boolean): string {
  const full = "Expected a valid phone number with country code, such as +358401234567";
  if (allowsExtension) return `${full}, or an extension of 2 to 8 digits.`;
  return allowsWildcard ? `${full}, or the start of numbers, such as +4420*.` : `${full}.`;
}
