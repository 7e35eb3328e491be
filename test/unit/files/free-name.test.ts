import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { doClash, historyName, namesBeside, rootOf } from "../../../src/files/free-name.ts";

const STAMP = "20261120_101500";
const free = (): boolean => false;

/** File names, hostile and long ones among them. */
const files = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
  fc.constantFrom(
    "a.csv",
    ".csv",
    "a.",
    "../../etc/passwd",
    "a\\b.csv",
    "a/b",
    `${"😀".repeat(90)}.xlsx`,
  ),
);

describe("historyName", () => {
  test.each([
    ["people.xlsx", "20261120_101500_people.xlsx"],
    ["Kunden Übersicht.csv", "20261120_101500_Kunden Übersicht.csv"],
    ["no extension", "20261120_101500_no extension"],
    ["../../etc/passwd", "20261120_101500_.._.._etc_passwd"],
    ["a\\b\u0007.csv", "20261120_101500_a_b_.csv"],
  ])("of %j is %j", (file, expected) => {
    expect(historyName(STAMP, file, free)).toBe(expected);
  });

  test("counts up while the name is taken", () => {
    const taken = new Set(["20261120_101500_a.csv", "20261120_101500_2_a.csv"]);
    expect(historyName(STAMP, "a.csv", (name) => taken.has(name))).toBe("20261120_101500_3_a.csv");
  });

  test("passes by a name whose log would take the place of another file", () => {
    for (const name of [
      "log",
      "err",
      "2.err",
      "39.err",
      "result",
      "rejected.csv",
      "rejected.xlsx",
    ]) {
      const taken = `20261120_101500_a.csv.${name}`;
      const isTaken = (each: string): boolean => namesBeside(each).includes(taken);
      expect(historyName(STAMP, "a.csv", isTaken)).toBe("20261120_101500_2_a.csv");
    }
  });

  test("cuts a long stem between characters and keeps the extension", () => {
    const name = historyName(STAMP, `${"e\u0301".repeat(120)}.xlsx`, free);
    expect(name).toMatch(/^20261120_101500_(e\u0301)+\.xlsx$/u);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(241);
    expect(Buffer.byteLength(name)).toBeGreaterThan(241 - 3);
  });

  test.each([
    [`${"x".repeat(221)}.csv`, `${"x".repeat(221)}.csv`],
    [`${"x".repeat(222)}.csv`, `${"x".repeat(221)}.csv`],
    [`${"x".repeat(221)}é.csv`, `${"x".repeat(221)}.csv`],
    [`${"x".repeat(220)}éé.csv`, `${"x".repeat(220)}.csv`],
    [`${"a. ".repeat(70)}${".".repeat(30)}b.csv`, `${"a. ".repeat(69)}a.csv`],
    [`${"x".repeat(240)}.${"y".repeat(19)}`, `${"x".repeat(205)}.${"y".repeat(19)}`],
    [`${"x".repeat(240)}.${"y".repeat(20)}`, "x".repeat(225)],
    [`.${"y".repeat(240)}`, `.${"y".repeat(224)}`],
    ["x".repeat(260), "x".repeat(225)],
    [
      `a.b${"x".repeat(100)}.c${"y".repeat(130)}.csv`,
      `a.b${"x".repeat(100)}.c${"y".repeat(116)}.csv`,
    ],
  ])("of the long name %j is cut to %j", (file, expected) => {
    expect(historyName(STAMP, file, free)).toBe(`${STAMP}_${expected}`);
  });

  test("never has a path separator, and fits with every sidecar into 255 bytes", () => {
    fc.assert(
      fc.property(files, (file) => {
        const name = historyName(STAMP, file, free);
        expect(name).not.toMatch(/[/\\\u0000]/);
        expect(Buffer.byteLength(`${name}.rejected.xlsx`)).toBeLessThanOrEqual(255);
        expect(name.startsWith(`${STAMP}_`)).toBe(true);
      }),
    );
  });

  test("is never given twice, not even for long names that are cut to the same stem", () => {
    fc.assert(
      fc.property(fc.array(files, { maxLength: 30 }), (dropped) => {
        const names = new Set<string>();
        for (const file of dropped) names.add(historyName(STAMP, file, (name) => names.has(name)));
        expect(names.size).toBe(dropped.length);
      }),
    );
  });
});

describe("names that clash", () => {
  const parts = fc.constantFrom(
    "a",
    ".log",
    ".err",
    ".2",
    ".39",
    ".40",
    ".result",
    ".rejected.csv",
  );
  const names = fc.array(parts, { minLength: 1, maxLength: 5 }).map((each) => each.join(""));

  test("have the same root", () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        fc.pre(doClash(a, b));
        expect(rootOf(a)).toBe(rootOf(b));
      }),
    );
  });

  test.each([
    ["a.csv", "a.csv", true],
    ["a.csv", "a.csv.7.err", true],
    ["a.csv.2", "a.csv", true],
    ["a.csv.rejected.xlsx", "a.csv", true],
    ["a.csv", "a.csv.40.err", false],
    ["a.csv", "b.csv", false],
  ])("%s and %s: %s", (a, b, expected) => {
    expect([doClash(a, b), doClash(b, a)]).toEqual([expected, expected]);
  });
});
