import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell } from "../../../../src/campaigns/export/csv-cells.ts";

const plain = { guardPhones: false };
const guarded = { guardPhones: true };

describe("a cell of a csv", () => {
  it.each([
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "-",
    "+",
    "=",
  ])(
    "gets an apostrophe before what a spreadsheet program would take for a formula: %j",
    (text) => {
      expect(csvCell(text, "text", plain)).toBe(`'${text}`);
    },
  );

  it.each(["-5", "-5.25", "-5,25", "+358401234567", "plain", "", "1=2", " =1"])(
    "stays as it is where it can't be a formula: %j",
    (text) => {
      expect(csvCell(text, "text", plain)).toBe(text);
    },
  );

  it.each(["+358 40 123 4567", "+358-40-1234567", "+44 (0)20 7946 0000", "+1.202.555.0100"])(
    "keeps the plus of a phone number in a column of phones: %s",
    (text) => {
      expect(csvCell(text, "phone", plain)).toBe(text);
      expect(csvCell(text, "phone", guarded)).toBe(`'${text}`);
      expect(csvCell(text, "text", plain)).toBe(`'${text}`);
    },
  );

  it("guards what only looks like a phone number at its beginning", () => {
    expect(csvCell("+358401234567+cmd|' /C calc'!A0", "phone", plain)).toMatch(/^'/);
    expect(csvCell("=HYPERLINK(1)", "phone", plain)).toMatch(/^'/);
  });

  it("writes numbers as numbers and nothing as nothing", () => {
    expect(csvCell(-5, "number", plain)).toBe("-5");
    expect(csvCell(0, "number", plain)).toBe("0");
    expect(csvCell(undefined, "text", plain)).toBe("");
  });

  it("guards plain numbers with a plus as well where phones are to be guarded, but no negative ones", () => {
    expect(csvCell("+358401234567", "text", guarded)).toBe("'+358401234567");
    expect(csvCell("-5", "text", guarded)).toBe("-5");
  });

  const start = fc.constantFrom("", "'", "''", "=", "+", "-", "@", "\t", "\r", "\n", "'=", "''+");
  const cell = fc.tuple(start, fc.string()).map(([head, rest]) => head + rest);

  it("never begins as a formula, and gives its text back to whoever takes the apostrophe off", () => {
    fc.assert(
      fc.property(cell, fc.constantFrom("text" as const, "phone" as const), (text, kind) => {
        const written = csvCell(text, kind, plain);
        const isNumber = /^[+-]\d+([.,]\d+)?$/.test(written);
        const isPhone = kind === "phone" && /^\+\d[\d ().\/-]*$/.test(written);
        if (!isNumber && !isPhone) expect(written).not.toMatch(/^[=+\-@\t\r\n]/);
        expect(written.replace(/^'(?='*[=+\-@\t\r\n])/, "")).toBe(text);
      }),
    );
  });
});
