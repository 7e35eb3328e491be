/**
 * Cells of a CSV file that a spreadsheet program opens: text that it would take for a formula gets an
 * apostrophe in front (OWASP "CSV Injection"). Phone numbers keep their `+`, numbers their sign. Pure.
 */
import type { Cell, ColumnKind } from "./table.ts";

/** What a formula begins with, also behind apostrophes: so that what was put in front can be told. */
const FORMULA = /^'*[=+\-@\t\r\n]/;
const NUMBER = /^[+-]\d+(?:[.,]\d+)?$/;
/** In a column of phones: digits and what people write between them. */
const PHONE = /^\+\d[\d ().\/-]*$/;

export interface GuardOptions {
  /** True: phone numbers with a `+` get the apostrophe as well. */
  readonly guardPhones: boolean;
}

export function csvCell(cell: Cell, kind: ColumnKind, { guardPhones }: GuardOptions): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  if (!FORMULA.test(cell)) return cell;
  const isHarmless = NUMBER.test(cell) || (kind === "phone" && PHONE.test(cell));
  const isKept = isHarmless && !(guardPhones && cell.startsWith("+"));
  return isKept ? cell : `'${cell}`;
}
