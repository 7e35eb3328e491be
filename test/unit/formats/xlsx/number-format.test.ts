/** Number formats, dates and numbers: pure functions. */
import { describe, expect, it } from "vitest";
import { builtinFormat, customFormat } from "../../../../src/formats/xlsx/number-format.ts";
import {
  canonicalNumber,
  paddedText,
  percentText,
} from "../../../../src/formats/xlsx/number-text.ts";
import { serialHours, serialMoment, serialTime } from "../../../../src/formats/xlsx/serial-date.ts";

describe("a custom number format", () => {
  it.each([
    ["General", "plain"],
    ["0.00", "plain"],
    ["#,##0.00 [$€-407]", "plain"],
    ["0.00E+00", "plain"],
    ["@", "plain"],
    ['0 "days"', "plain"],
    ["[Red]#,##0", "plain"],
    ["0.0%", "percent"],
    ["00000", "padded"],
    ["yyyy-mm-dd", "date"],
    ["[$-409]d\\-mmm\\-yy;@", "date"],
    ["mmmm", "date"],
    ["[$-411]ggge", "date"],
    ['d"." mmmm yyyy', "date"],
    ["hh:mm", "time"],
    ["h:mm AM/PM", "time"],
    ["mm:ss.0", "time"],
    ["dd/mm/yyyy hh:mm:ss", "datetime"],
    ["m/d h:mm", "datetime"],
    ["[h]:mm", "duration"],
    ["[mm]:ss", "duration"],
    ["0;yyyy", "plain"],
  ])("%s is %s", (code, kind) => {
    expect(customFormat(code).kind).toBe(kind);
  });

  it("shows milliseconds only where it has a place for them", () => {
    expect(customFormat("hh:mm:ss.000")).toEqual({ kind: "time", hasFraction: true });
    expect(customFormat("hh:mm:ss")).toEqual({ kind: "time", hasFraction: false });
  });
});

describe("a built-in number format", () => {
  it.each([
    [0, "plain"],
    [9, "percent"],
    [14, "date"],
    [20, "time"],
    [22, "datetime"],
    [30, "date"],
    [46, "duration"],
    [49, "plain"],
    [57, "date"],
  ])("%i is %s", (id, kind) => {
    expect(builtinFormat(id).kind).toBe(kind);
  });
});

describe("a serial number", () => {
  it.each([
    [1, "1900-01-01T00:00:00"],
    [59, "1900-02-28T00:00:00"],
    [60, "1900-02-29T00:00:00"],
    [61, "1900-03-01T00:00:00"],
    [45351.5, "2024-02-29T12:00:00"],
    [45351.99999999, "2024-03-01T00:00:00"],
    [2958465, "9999-12-31T00:00:00"],
  ])("%d is the day that Excel shows", (serial, text) => {
    const moment = serialMoment(serial, false, false);
    expect(`${moment?.date}T${moment?.time}`).toBe(text);
  });

  it("counts from 1904 where the workbook does", () => {
    expect(serialMoment(0, true, false)?.date).toBe("1904-01-01");
    expect(serialMoment(43889, true, false)?.date).toBe("2024-02-29");
  });

  it.each([-1, 0, 2958466])("%d is no day", (serial) => {
    expect(serialMoment(serial, false, false)).toBeUndefined();
  });

  it("is a time of day to the second or the millisecond", () => {
    expect(serialTime(0.5, false)).toBe("12:00:00");
    expect(serialTime(0.4270833333, false)).toBe("10:15:00");
    expect(serialTime(0.999999999, false)).toBe("23:59:59");
    expect(serialTime(10.0001, true)).toBe("00:00:08.640");
  });

  it("is a duration beyond a day", () => {
    expect(serialHours(1)).toBe("24:00");
    expect(serialHours(1.5 + 30 / 86_400)).toBe("36:00:30");
  });
});

describe("a number", () => {
  it.each([
    ["358401234567", "358401234567"],
    ["0.10000000000000001", "0.1"],
    ["4.41E+11", "441000000000"],
    ["1E+20", "1E+20"],
    ["12345678901234567890", "12345678901234567890"],
    ["-1.50", "-1.5"],
    ["007", "007"],
  ])("%s is written %s", (raw, text) => {
    expect(canonicalNumber(raw)).toBe(text);
  });

  it.each([
    ["0.15", "15%"],
    ["0.14999999999999999", "15%"],
    ["1", "100%"],
    ["-0.005", "-0.5%"],
    ["0.1234", "12.34%"],
    ["0", "0%"],
  ])("%s is the percentage %s", (raw, text) => {
    expect(percentText(raw)).toBe(text);
  });

  it("keeps the zeros that its format shows", () => {
    expect(paddedText("123", 5)).toBe("00123");
    expect(paddedText("1234567", 5)).toBe("1234567");
    expect(paddedText("1.5", 5)).toBe("1.5");
  });
});
