/** Which remote files a job means, and when they are complete. */
import { describe, expect, it } from "vitest";
import { filePattern, isAtRest, matchFiles } from "../../../src/fetch/match-files.ts";

const due = { at: new Date("2026-03-03T23:30:00Z"), timeZone: "Europe/Helsinki" };
const entry = (name: string, isFile = true): Parameters<typeof matchFiles>[1][number] => ({
  name,
  isFile,
  sizeBytes: 1,
  modifiedAt: "2026-03-01T00:00:00.000Z",
});
const matched = (pattern: string, ...names: string[]): readonly string[] =>
  matchFiles(
    filePattern(pattern, due),
    names.map((name) => entry(name)),
  ).map(({ name }) => name);

describe("a pattern", () => {
  it("has the dates of the due instant in the job's zone", () => {
    const { folder, isMatch } = filePattern("{yyyy}/{MM}/a_{yyyyMMdd-1d}.csv", due);
    expect(folder).toBe("2026/03/");
    expect(isMatch("a_20260303.csv")).toBe(true);
  });

  it("takes * and ? in its last part, and every other sign as it is", () => {
    expect(matched("in/a?_*.csv", "ab_1.csv", "a_1.csv", "ab_.csv", "ab_1xcsv")).toEqual([
      "ab_.csv",
      "ab_1.csv",
    ]);
    expect(matched("a(1)+[b].csv", "a(1)+[b].csv", "a1b.csv")).toEqual(["a(1)+[b].csv"]);
  });

  it("gives files in the order of their names, with their paths", () => {
    expect(matched("*", "b.csv", "A.csv", "a.csv")).toEqual(["A.csv", "a.csv", "b.csv"]);
    const [found] = matchFiles(filePattern("/in/*", due), [entry("a.csv")]);
    expect(found?.remote?.path).toBe("in/a.csv");
  });

  it("never takes temporary names, folders, or names that no file may have here", () => {
    expect(matched("*", "a.csv.part", ".a.csv", "a.tmp", "a\\b.csv", "a\n.csv", "CON")).toEqual([]);
    expect(matchFiles(filePattern("*", due), [entry("done", false)])).toEqual([]);
  });
});

describe("a file is at rest", () => {
  const remote = { path: "a.csv", sizeBytes: 5, modifiedAt: "2026-03-01T00:00:10.000Z" };
  const file = { name: "a.csv", remote };
  const look = { now: new Date("2026-03-01T00:00:11Z"), settleMs: 2_000, before: [] };

  it("when it was left alone for longer than it takes to settle", () => {
    expect(isAtRest(file, look)).toBe(false);
    expect(isAtRest(file, { ...look, now: new Date("2026-03-01T00:00:13Z") })).toBe(true);
  });

  it("when size and time stood still over two looks", () => {
    expect(isAtRest(file, { ...look, before: [file] })).toBe(true);
    const smaller = { ...file, remote: { ...remote, sizeBytes: 4 } };
    expect(isAtRest(file, { ...look, before: [smaller] })).toBe(false);
  });
});
