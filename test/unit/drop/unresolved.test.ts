import { describe, expect, it } from "vitest";
import { OperatorError, TransientError } from "../../../src/core/errors.ts";
import { patientUntil, UnresolvedError, unresolvedOf } from "../../../src/drop/unresolved.ts";

const runs = [
  { id: "1", file: "a.csv", claimedAt: "2026-01-01T10:00:00.000Z" },
  { id: "2", file: "b\u202e.csv", claimedAt: "2026-01-01T10:05:00.000Z" },
];
const missing = (run: string) =>
  new TransientError("R012", "row 3: 'x' is not there.", { details: { run } });

describe("a file that waits for what it refers to", () => {
  it("is tried until so long after its claim; by default no longer than its first attempt", () => {
    expect(patientUntil(runs[0]!, 900_000)).toEqual(new Date("2026-01-01T10:15:00Z"));
    expect(patientUntil(runs[0]!, 0)).toEqual(new Date("2026-01-01T10:00:00Z"));
  });

  it("is named, without anything that turns the text around", () => {
    const error = unresolvedOf(missing("2"), runs, 60_000);
    expect(error).toBeInstanceOf(UnresolvedError);
    expect(error).toMatchObject({ code: "R012", until: new Date("2026-01-01T10:06:00Z") });
    expect((error as Error).message).toMatch(/^b[^\u202e]*\.csv, row 3: 'x' is not there\.$/);
  });

  it("is not told from any other fault", () => {
    for (const error of [
      new TransientError("S004", "full", { details: { run: "1" } }),
      new OperatorError("S005", "gone"),
      missing("3"),
      new Error("x"),
    ]) {
      expect(unresolvedOf(error, runs, 60_000)).toBe(error);
    }
  });
});
