import { describe, expect, it } from "vitest";
import { coerceOf } from "../../../src/datasets/coerce.ts";
import { createPhoneNormaliser } from "../../../src/datasets/phone.ts";
import type { Cell, TypedCell } from "../../../src/formats/rows.ts";
import type { ColumnSpec } from "../../../src/store/dataset-spec.ts";
import type { FeedValue } from "../../../src/store/feed.ts";

const normalisePhone = createPhoneNormaliser("FI");

/** The value of a cell, or the codes of its issues. */
function read(column: Partial<ColumnSpec>, cell: Exclude<Cell, null>, verbatim = false): FeedValue {
  const codes: string[] = [];
  const spec: ColumnSpec = {
    name: "Column",
    kind: "text",
    aliases: [],
    required: false,
    unique: false,
    immutable: false,
    secret: false,
    internal: false,
    transient: false,
    note: "",
    ...column,
  };
  const value = coerceOf(spec, { normalisePhone, verbatim })(cell, {
    zone: "Europe/Helsinki",
    error: (code) => {
      codes.push(code);
      return null;
    },
    warn: (code) => codes.push(`warning ${code}`),
  });
  return codes.length > 0 ? [...codes, ...(value === null ? [] : [JSON.stringify(value)])] : value;
}

const typed = (kind: TypedCell["kind"], text: string): TypedCell => ({ kind, text });

describe("text", () => {
  it.each<[Exclude<Cell, null>, FeedValue]>([
    ["  two words ", "two words"],
    ["   ", null],
    ["line\nbreak\tand tab", "line\nbreak\tand tab"],
    ["nul\u0000", ["R002"]],
    ["bell\u0007", ["R002"]],
    ["half \ud83d of a pair", ["R002"]],
    ["whole 😀 pair", "whole 😀 pair"],
    ["#REF!", ["R006"]],
    ["#hashtag", "#hashtag"],
    [typed("error", "#N/A"), ["R006"]],
    [typed("formula", "A1+1"), ["R002"]],
    [typed("json", "{}"), ["R002"]],
    [typed("number", "00123"), "00123"],
    [typed("boolean", "TRUE"), "TRUE"],
    [typed("date", "2026-01-02"), "2026-01-02"],
  ])("reads %j as %j", (cell, value) => {
    expect(read({}, cell)).toEqual(value);
  });

  it("keeps the blanks around a text of the contact history", () => {
    expect(read({}, "  quoted ", true)).toBe("  quoted ");
  });

  it("refuses a key whose digits a spreadsheet has rounded", () => {
    expect(read({ name: "ExternalId" }, typed("number", "4.41E+11"))).toEqual(["R006"]);
    expect(read({ name: "CONTACTID" }, typed("number", "1e+20"))).toEqual(["R006"]);
    expect(read({ name: "PostalCode" }, typed("number", "1E+20"))).toEqual(["R006"]);
    expect(read({ name: "ExternalId" }, "1.23e+16")).toEqual(["R006"]);
    expect(read({ name: "ExternalId" }, "1,23E+16")).toEqual(["R006"]);
    expect(read({ name: "ExternalId" }, "12E5")).toBe("12E5");
    expect(read({ name: "Note" }, "1.23E+16")).toBe("1.23E+16");
    expect(read({ name: "Note" }, typed("number", "1e-7"))).toBe("1e-7");
  });
});

describe("numbers and truth", () => {
  it.each<[Partial<ColumnSpec>, Exclude<Cell, null>, FeedValue]>([
    [{ kind: "int" }, "42", 42],
    [{ kind: "int" }, "-1", -1],
    [{ kind: "int" }, typed("number", "30.0"), 30],
    [{ kind: "int" }, "0x10", ["R002"]],
    [{ kind: "int" }, "1.5", ["R002"]],
    [{ kind: "int" }, typed("number", "15%"), ["R002"]],
    [{ kind: "int" }, "9007199254740993", ["R002"]],
    [{ kind: "number" }, "1.5e3", 1500],
    [{ kind: "number" }, "1,5", ["R002"]],
    [{ kind: "int64" }, "9007199254740993", "9007199254740993"],
    [{ kind: "int64" }, "9223372036854775807", "9223372036854775807"],
    [{ kind: "int64" }, "9223372036854775808", ["R003"]],
    [{ kind: "int", check: "entityType" }, "7", 7],
    [{ kind: "int", check: "entityType" }, "4", ["R003"]],
    [{ kind: "int64" }, "1e3", ["R002"]],
    [{ kind: "bool" }, "x", 1],
    [{ kind: "bool" }, "Y", 1],
    [{ kind: "bool" }, typed("boolean", "FALSE"), 0],
    [{ kind: "bool" }, "no", 0],
    [{ kind: "bool" }, "maybe", ["R002"]],
  ])("reads %j %j as %j", (column, cell, value) => {
    expect(read(column, cell)).toEqual(value);
  });
});

describe("dates and times", () => {
  it.each<[ColumnSpec["kind"], Exclude<Cell, null>, FeedValue]>([
    ["date", "2026-02-28", "2026-02-28"],
    ["date", "2026-02-29", ["R002"]],
    ["date", "2028-02-29", "2028-02-29"],
    ["date", "03/04/2026", ["R007"]],
    ["date", "3.4.2026", ["R007"]],
    ["date", "2026/04/03", ["R007"]],
    ["date", typed("number", "46000"), ["R002"]],
    ["date", typed("date", "2026-04-03"), "2026-04-03"],
    ["date", typed("datetime", "2026-04-03T00:00:00"), "2026-04-03"],
    ["date", typed("datetime", "2026-04-03T10:00:00"), ["R002"]],
    ["time", "8:05", "08:05"],
    ["time", "24:00", "24:00"],
    ["time", "24:01", ["R002"]],
    ["time", "25:00", ["R002"]],
    ["time", typed("time", "16:30:00"), "16:30"],
    ["time", typed("time", "16:30:10"), ["R002"]],
    ["datetime", "2026-11-20T10:15:00+02:00", "2026-11-20T08:15:00.000Z"],
    ["datetime", "2026-11-20T10:15:00.1234567Z", "2026-11-20T10:15:00.123Z"],
    ["datetime", "2026-11-20T10:15:00-0530", "2026-11-20T15:45:00.000Z"],
    ["datetime", "2026-11-20 10:15", "2026-11-20T08:15:00.000Z"],
    ["datetime", "2026-07-20T10:15", "2026-07-20T07:15:00.000Z"],
    ["datetime", "2026-11-20", "2026-11-19T22:00:00.000Z"],
    ["datetime", typed("datetime", "2026-11-20T10:15:00.250"), "2026-11-20T08:15:00.250Z"],
    ["datetime", "20.11.2026 10:15", ["R007"]],
    ["datetime", "2026-11-20T24:00", ["R002"]],
    ["datetime", "2026-13-01T10:00Z", ["R002"]],
    ["datetime", "2026-11-20T10:00+99:00", ["R002"]],
  ])("reads %s %j as %j", (kind, cell, value) => {
    expect(read({ kind }, cell)).toEqual(value);
  });

  it("reads a date as the end of that day where the day counts as well", () => {
    const column = { kind: "datetime", check: "endOfDay" } as const;
    expect(read(column, "2026-11-20")).toBe("2026-11-20T21:59:59.999Z");
  });
});

describe("phones", () => {
  const extension = { kind: "phone", check: "extension" } as const;
  it.each<[Partial<ColumnSpec>, Exclude<Cell, null>, FeedValue]>([
    [{ kind: "phone" }, "040 123 4567", "+358401234567"],
    [{ kind: "phone" }, "'+358 40 1234567", "+358401234567"],
    [{ kind: "phone" }, "+49 (0)30 901820", "+4930901820"],
    [{ kind: "phone" }, "0044 20 7946 0958", "+442079460958"],
    [{ kind: "phone" }, "4.41E+11", ["R006"]],
    [{ kind: "phone" }, typed("number", "358401234567"), ["warning R006", '"+358401234567"']],
    [{ kind: "phone" }, typed("number", "3.58E+11"), ["R006"]],
    [{ kind: "phone" }, "call me", ["R005"]],
    [{ kind: "phone" }, "+358 40 1234567 ext. 12", ["R005"]],
    [{ kind: "phone" }, "1234", ["R005"]],
    [{ kind: "phone" }, "+4420*", ["R005"]],
    [{ kind: "phone", check: "wildcard" }, "+4420*", "+4420*"],
    [extension, "1234", "1234"],
    [extension, typed("number", "1234"), "1234"],
    [extension, "040 123 4567", "+358401234567"],
    [extension, "1", ["R005"]],
  ])("reads %j %j as %j", (column, cell, value) => {
    expect(read(column, cell)).toEqual(value);
  });
});

describe("lists and pairs", () => {
  const levels = { kind: "pairs", minimum: 0, maximum: 5, refers: "Skills" } as const;
  it.each<[Partial<ColumnSpec>, Exclude<Cell, null>, FeedValue]>([
    [{ kind: "list" }, "a; b;;c", ["a", "b", "c"]],
    [{ kind: "list" }, "a\\;b;c\\\\", ["a;b", "c\\"]],
    [{ kind: "list" }, "Sales;sales", ["Sales"]],
    [{ kind: "list" }, ";", null],
    [{ kind: "list" }, typed("json", '["a","b;c"]'), ["a", "b;c"]],
    [{ kind: "list" }, typed("json", '[{"a":1}]'), ["R002"]],
    [{ kind: "list", check: "distinct" }, "Yes;yes", ["R003"]],
    [{ kind: "list", values: ["Agent"] }, "AGENT", ["Agent"]],
    [
      levels,
      "German=3; Billing = 02",
      [
        ["German", "3"],
        ["Billing", "2"],
      ],
    ],
    [levels, typed("json", '{"German":3}'), [["German", "3"]]],
    [levels, "German=6", ["R003"]],
    [levels, "German", ["R002"]],
    [levels, "German=1;german=2", ["R003"]],
    [{ kind: "pairs" }, "A\\=B=q1", [["A=B", "q1"]]],
    [
      { kind: "pairs", check: "callResult" },
      "Yes=successful;No=HangUp",
      [
        ["Yes", "Successful"],
        ["No", "Hang up"],
      ],
    ],
    [{ kind: "pairs", check: "callResult" }, "Yes=Perhaps", ["R003"]],
  ])("reads %j %j as %j", (column, cell, value) => {
    expect(read(column, cell)).toEqual(value);
  });
});

describe("codes and grammars", () => {
  it.each<[Partial<ColumnSpec>, Exclude<Cell, null>, FeedValue]>([
    [{ kind: "enum", values: ["Phone", "Email"] }, "PHONE", "Phone"],
    [{ kind: "email" }, "a.b@mail.example", "a.b@mail.example"],
    [{ kind: "email" }, "a@b", ["R002"]],
    [{ kind: "timezone" }, "europe/helsinki", "Europe/Helsinki"],
    [{ kind: "timezone" }, "+02:00", ["R003"]],
    [{ kind: "timezone" }, "Mars/Olympus", ["R003"]],
    [{ kind: "language" }, "fi-fi", "fi-FI"],
    [{ kind: "language" }, "English", ["R003"]],
    [{ kind: "language" }, "x", ["R003"]],
    [{ kind: "country" }, "fi", "FI"],
    [{ kind: "country" }, "EU", ["R003"]],
    [{ kind: "base64" }, "QUJD\r\nRA==", "QUJDRA=="],
    [{ kind: "base64" }, "QUJ", ["R002"]],
    [{ kind: "base64" }, "QU=D", ["R002"]],
    [{ kind: "json" }, '{"a":12345678901234567890}', '{"a":12345678901234567890}'],
    [{ kind: "json" }, "[1]", ["R002"]],
    [{ kind: "list", check: "weekdays" }, "fri-mon", ["Mon", "Fri", "Sat", "Sun"]],
    [{ kind: "list", check: "weekdays" }, "Mon,Wed", ["Mon", "Wed"]],
    [{ kind: "list", check: "weekdays" }, "Monday", ["R003"]],
    [{ check: "dayOfYear" }, "02-29", "02-29"],
    [{ check: "dayOfYear" }, "02-30", ["R002"]],
    [{ check: "dayOfYear" }, "24/12", ["R002"]],
    [{ check: "dayOfYear" }, typed("date", "2026-12-24"), "2026-12-24"],
    [{ check: "duration" }, "continuous", "Continuous"],
    [{ check: "duration" }, "0030", "30"],
    [{ check: "duration" }, "1441", ["R003"]],
    [
      { check: "openingHours" },
      "mon-FRI 8:00-16:00;Sat 10:00-24:00",
      "Mon-Fri 08:00-16:00; Sat 10:00-24:00",
    ],
    [
      { check: "openingHours" },
      "Mon,Wed 08:00-12:00; Mon 13:00-17:00",
      "Mon,Wed 08:00-12:00; Mon 13:00-17:00",
    ],
    [{ check: "openingHours" }, "Mon-Fri 08:00-16:00; Fri 15:00-18:00", ["R003"]],
    [{ check: "openingHours" }, "Mon 16:00-08:00", ["R003"]],
    [{ check: "openingHours" }, "every day", ["R002"]],
  ])("reads %j %j as %j", (column, cell, value) => {
    expect(read(column, cell)).toEqual(value);
  });
});
