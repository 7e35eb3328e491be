/** Entries of calendars: what each type of entry needs. */
import { isDate } from "../dates.ts";
import { checkTimes, type RowRule, type RuleRow } from "./row-rule.ts";

export const checkCalendarRow: RowRule = (row) => {
  checkTimes(row, "StartTime", "EndTime");
  switch (row.text("EntryType")) {
    case "Weekday":
      need(row, "Weekdays");
      break;
    case "YearlyDay":
      need(row, "Date");
      checkYearlyDay(row);
      break;
    case "Date":
      need(row, "Date");
      checkDay(row);
      break;
    case "DateRange":
      need(row, "StartDate");
      need(row, "EndDate");
      checkRange(row);
      break;
    case undefined:
    default: // not given or wrong, which is reported already
  }
};

function need(row: RuleRow, column: string): void {
  if (row.get(column) === null && !row.isReported(column)) {
    row.errorIn(column, "R001", `${column} is required for an entry of this type.`);
  }
}

/** A spreadsheet makes a whole date of 12-24; its month and day are meant. */
function checkYearlyDay(row: RuleRow): void {
  const day = row.text("Date");
  if (day !== undefined && isDate(day)) row.set("Date", day.slice(5));
}

function checkDay(row: RuleRow): void {
  const day = row.text("Date");
  if (day !== undefined && !isDate(day)) {
    row.errorIn("Date", "R002", "Expected YYYY-MM-DD for an entry of type Date.");
  }
}

function checkRange(row: RuleRow): void {
  const start = row.text("StartDate");
  const end = row.text("EndDate");
  if (start !== undefined && end !== undefined && end < start) {
    row.errorIn("EndDate", "R003", "Expected a day that is not before StartDate.");
  }
}
