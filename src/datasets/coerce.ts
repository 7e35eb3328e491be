/** Picks the coercion of a column: what turns its cells into the values that are stored. */
import { type ColumnSpec, NEXT_FREE } from "../store/dataset-spec.ts";
import type { CellReport, Coerce } from "./cell-report.ts";
import {
  DIGITS_LOST,
  exactText,
  isScientific,
  isSpreadsheetNumber,
  trimmedText,
} from "./cell-text.ts";
import { toCountry, toLanguage, toTimeZone } from "./codes.ts";
import { toDate, toDateTime, toTime } from "./dates.ts";
import { base64Text, jsonObjectText } from "./encoded.ts";
import { expectation } from "./expectation.ts";
import { fold } from "../store/fold.ts";
import {
  isPairs,
  isTexts,
  toCallResults,
  toDayOfYear,
  toDuration,
  toWeekdays,
} from "./grammars.ts";
import { toDistinctList, toList, toPairs } from "./lists.ts";
import { decimalNumber, entityType, int64Text, truthValue, wholeNumber } from "./numbers.ts";
import { toOperation } from "./databases/operation.ts";
import { toOpeningHours } from "./opening-hours.ts";
import type { PhoneNormaliser } from "./phone.ts";
import { toPhone } from "./phone-cells.ts";

export interface CoerceOptions {
  readonly normalisePhone: PhoneNormaliser;
  /** Texts are kept with the blanks around them (contact history). */
  readonly verbatim: boolean;
  /** The text `\~` is a tilde, which alone would clear the value; `\\~` is `\~`, and so on. */
  readonly hasEscapedTilde?: boolean;
}

const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\.]+(?:\.[^\s@"(),:;<>[\]\\.]+)+$/;

const BY_CHECK: Readonly<Record<string, Coerce>> = {
  weekdays: toWeekdays,
  dayOfYear: toDayOfYear,
  duration: toDuration,
  openingHours: toOpeningHours,
  distinct: toDistinctList,
  callResult: toCallResults,
  operation: toOperation,
  entityType,
};

/** The coercion of a column; lengths, ranges and lists of values are judged after it (row-schema.ts). */
export function coerceOf(column: ColumnSpec, options: CoerceOptions): Coerce {
  const byCheck = BY_CHECK[column.check ?? ""];
  if (byCheck) return byCheck;
  if (column.check === "nextFree") return orNextFree(wholeNumber(expectation(column)));
  switch (column.kind) {
    case "text":
      return options.hasEscapedTilde === true
        ? withoutEscape(toText(column, options.verbatim))
        : toText(column, options.verbatim);
    case "int":
      return wholeNumber(expectation(column));
    case "number":
      return decimalNumber(expectation(column));
    case "bool":
      return truthValue;
    case "date":
      return toDate;
    case "time":
      return toTime;
    case "datetime":
      return toDateTime(column.check === "endOfDay" ? "23:59:59.999" : "00:00:00.000");
    case "enum":
      return toEnum(column.values ?? []);
    case "list":
      return column.values === undefined ? toList : toListOf(column.values);
    case "pairs":
      return column.minimum === undefined ? toPairs(expectation(column)) : toLevels(column);
    case "phone":
      return toPhone(column, options.normalisePhone);
    case "email":
      return toEmail;
    case "timezone":
      return toTimeZone();
    case "language":
      return toLanguage();
    case "country":
      return toCountry;
    case "base64":
      return base64Text;
    case "int64":
      return int64Text;
    case "json":
      return jsonObjectText;
  }
}

function toText(column: ColumnSpec, verbatim: boolean): Coerce {
  const read = verbatim ? exactText : trimmedText;
  const isKey = /id$/i.test(column.name) || column.unique;
  return (cell, report) => {
    const text = read(cell, report);
    if (text === null) return text;
    const isDamaged =
      typeof cell === "string"
        ? isKey && isSpreadsheetNumber(text)
        : (isKey || !verbatim) && isScientific(text);
    return isDamaged ? report.error("R006", DIGITS_LOST) : text;
  };
}

function orNextFree(read: Coerce): Coerce {
  return (cell, report) =>
    typeof cell === "string" && fold(cell) === "next" ? NEXT_FREE : read(cell, report);
}

function withoutEscape(read: Coerce): Coerce {
  return (cell, report) => {
    const text = read(cell, report);
    return typeof text === "string" && /^\\+~$/.test(text) ? text.slice(1) : text;
  };
}

/** A value in the spelling of the list; another one passes, and the schema of the row refuses it. */
function speller(values: readonly string[]): (text: string) => string {
  const byFold = new Map(values.map((value) => [fold(value), value]));
  return (text) => byFold.get(fold(text)) ?? text;
}

function toEnum(values: readonly string[]): Coerce {
  const spell = speller(values);
  return (cell, report) => {
    const text = trimmedText(cell, report);
    return text === null ? null : spell(text);
  };
}

function toListOf(values: readonly string[]): Coerce {
  const spell = speller(values);
  return (cell, report) => {
    const items = toList(cell, report);
    return isTexts(items) ? items.map(spell) : null;
  };
}

function toLevels(column: ColumnSpec): Coerce {
  const expected = expectation(column);
  const split = toPairs(expected);
  const { minimum = -Infinity, maximum = Infinity } = column;
  return (cell, report) => {
    const pairs = split(cell, report);
    if (!isPairs(pairs)) return null;
    const isLevel = (text: string): boolean =>
      /^\d{1,6}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
    if (!pairs.every(([, level]) => isLevel(level)))
      return report.error("R003", `Expected ${expected}.`);
    return pairs.map(([name, level]) => [name, String(Number(level))] as const);
  };
}

function toEmail(cell: Parameters<Coerce>[0], report: CellReport): string | null {
  const text = trimmedText(cell, report);
  if (text === null) return null;
  return EMAIL.test(text) ? text : report.error("R002", "Expected a mail address.");
}
