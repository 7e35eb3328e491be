import { describe, expect, it } from "vitest";
import { expandDates, patternProblem } from "../../../src/jobs/name-pattern.ts";

const AT = new Date("2026-03-01T23:30:05Z");

describe("date place holders", () => {
  it.each([
    ["customers.csv", "customers.csv"],
    ["customers_{yyyyMMdd}.xml.gz", "customers_20260302.xml.gz"],
    ["{yyyy}/{MM}/c_{dd}.csv", "2026/03/c_02.csv"],
    ["c_{yyyyMMdd_HHmmss}", "c_20260302_003005"],
    ["c_{yyyy-MM-dd-1d}.csv", "c_2026-03-01.csv"],
    ["c_{yyyyMMdd+1d}.csv", "c_20260303.csv"],
  ])("of %s give %s in the zone", (pattern, expected) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(expandDates(pattern, AT, "Europe/Rome")).toBe(expected);
  });

  it("count days by the calendar where a clock is changed", () => {
    const at = new Date("2026-03-29T22:30:00Z");
    expect(expandDates("{yyyyMMddHHmm-1d}", at, "Europe/Rome")).toBe("202603290030");
  });

  it.each(["c_{}", "c_{yy}", "c_{yyyyMMdd", "c_}", "c_{-}", "c_{yyyy 'x'}", "c_{-1d}"])(
    "%s is none",
    (pattern) => {
      expect(patternProblem(pattern)).toBeDefined();
    },
  );
});
