import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameProblem, shownName } from "../../../src/files/safe-name.ts";

describe("nameProblem", () => {
  test.each([
    "people.xlsx",
    "Kunden Übersicht 2026.csv",
    "2026-11-20T10:15.csv",
    "a.b.c.json",
    "顧客.csv",
    "console.csv",
    "com10.csv",
    "comx.csv",
    "com.csv",
    "my con.csv",
    "bacon",
    "lpt0.csv",
    "שלום\u200f.csv",
  ])("lets %j in", (name) => {
    expect(nameProblem(name)).toBeUndefined();
  });

  test.each([
    ["", "no name"],
    [".", "no name"],
    ["..", "no name"],
    ["com3.csv", "device"],
    ["lpt\u00b2", "device"],
    ["a/b.csv", "path separator"],
    ["..\\b.csv", "path separator"],
    ["a\nb.csv", "control characters"],
    ["a\u0000.csv", "control characters"],
    ["a\u0085.csv", "control characters"],
    ["a\ufffd.csv", "not UTF-8"],
    ["a\ud800.csv", "not UTF-8"],
    ["CON", "device"],
    ["nul.csv", "device"],
    ["Lpt1.txt", "device"],
    ["a.csv.", "dot or blank"],
    ["a.csv ", "dot or blank"],
  ])("refuses %j: %s", (name, problem) => {
    expect(nameProblem(name)).toContain(problem);
  });
});

describe("shownName", () => {
  test.each([
    ["people.xlsx", "people.xlsx"],
    ["a\nb", "a\\u000ab"],
    ["invoice\u202exslx.exe", "invoice\\u202exslx.exe"],
    ["a\\u000ab", "a\\\\u000ab"],
    ["a\ud800", "a\\ud800"],
    ["😀.csv", "😀.csv"],
  ])("shows %j as %j", (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  test("never breaks a line or turns the text around, and differs for names that differ", () => {
    const hostile = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(shownName(a)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
        expect(shownName(a) === shownName(b)).toBe(a === b);
      }),
    );
  });
});
