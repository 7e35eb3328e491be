/** The edges of phone numbers and of texts that are keys: what passes, what fails, what the message says. */
import { describe, expect, it } from "vitest";
import { splitPairs } from "../../../src/datasets/lists.ts";
import { BLANK, type Filled, read, reads, typed } from "../../helpers/coerced.ts";

const PHONE = "R005 Expected a valid phone number with country code, such as +358401234567";
const LOST = expect.arrayContaining([expect.stringMatching(/^R006 /)]) as unknown;
const NUMERIC =
  "warning R006 The number is no text, so leading zeros may be lost; format the column as text.";
reads("a phone number", { kind: "phone" }, [
  BLANK,
  ["'0401234567", "+358401234567"],
  ["00358 40 123 4567", "+358401234567"],
  ["+358 (0)40 1234567", "+358401234567"],
  ["3.58E+11", LOST],
  ["'3,58e+11", LOST],
  [typed("number", "358401234567"), expect.arrayContaining([NUMERIC])],
  [typed("date", "2026-01-01"), [expect.stringContaining("made a date of the number")]],
  [typed("time", "12:30:00"), LOST],
  [typed("datetime", "2026-01-01T10:00:00"), LOST],
  [typed("boolean", "TRUE"), [`${PHONE}.`]],
  ["123", [`${PHONE}.`]],
  [typed("number", "123"), [NUMERIC, `${PHONE}.`]],
  ["+35840123456712345678901234567890123456789012345", [`${PHONE}.`]],
  ["+358401234567 ext. 12", [`${PHONE}.`]],
  ["+4420*", [`${PHONE}.`]],
]);

reads("a phone number or an extension", { kind: "phone", check: "extension" }, [
  BLANK,
  ["12", "12"],
  ["00", "00"],
  ["012345", "012345"],
  ["123456", "123456"],
  ["19100", "19100"],
  [typed("number", "123"), "123"],
  ["1", [`${PHONE}, or an extension of 2 to 8 digits.`]],
  ["12x", [`${PHONE}, or an extension of 2 to 8 digits.`]],
  ["x12", [`${PHONE}, or an extension of 2 to 8 digits.`]],
  ["+4420*", [`${PHONE}, or an extension of 2 to 8 digits.`]],
]);

reads("a phone number or the start of some", { kind: "phone", check: "wildcard" }, [
  BLANK,
  ["+4*", "+4*"],
  ["+44201234567890*", "+44201234567890*"],
  ...["+442012345678901*", "4420*", "+0*", "+4420**", "x+44*", "+44*x"].map(
    (text): [Filled, unknown] => [text, [`${PHONE}, or the start of numbers, such as +4420*.`]],
  ),
  ["12", [`${PHONE}, or the start of numbers, such as +4420*.`]],
]);

describe("a text", () => {
  it("is a key when its name ends in id, and then no number of a spreadsheet", () => {
    expect(read({ name: "CustomerId" }, "1.5E+12")).toEqual(LOST);
    expect(read({ name: "Video" }, "1.5E+12")).toBe("1.5E+12");
  });

  it("of the contact history stays what it is, unless it is a key", () => {
    const cell = typed("number", "1.5E+30");
    expect(read({ name: "Note" }, cell, true)).toBe("1.5E+30");
    expect(read({ name: "Note" }, cell)).toEqual(LOST);
    expect(read({ name: "IXNID" }, cell, true)).toEqual(LOST);
  });
});

describe("a pair", () => {
  it("without a value is told from one with an empty value", () => {
    expect(splitPairs("a;b=")).toEqual([
      ["a", undefined],
      ["b", ""],
    ]);
  });
});
