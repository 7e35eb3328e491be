import { describe, expect, it } from "vitest";
import { compileDefault } from "../../../src/store/defaults.ts";
import { column } from "../../helpers/store-specs.ts";

const valueOf =
  (row: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    row[name];

describe("a default", () => {
  it("fills other columns into a template and takes the first choice that is not blank", () => {
    const name = compileDefault(column("DisplayName", { default: "{First} {Last}|{Company}|?" }));
    expect(name?.(valueOf({ First: "Ann", Last: "Lee" }))).toBe("Ann Lee");
    expect(name?.(valueOf({ Last: "Lee", Company: "X" }))).toBe("Lee");
    expect(name?.(valueOf({ Company: "X" }))).toBe("X");
    expect(name?.(valueOf({}))).toBe("?");
  });

  it("is nothing when every choice of its template is blank", () => {
    expect(compileDefault(column("A", { default: "{B}" }))?.(valueOf({}))).toBeNull();
  });

  it.each([
    ["bool", "TRUE", 1],
    ["bool", "no", 0],
    ["int", "5", 5],
    ["int", 5, 5],
    ["list", "a; b", ["a", "b"]],
    [
      "pairs",
      "a=1;b=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["text", "a|b", "a|b"],
  ] as const)("of a column of kind %s, %s, is a value of that kind", (kind, given, value) => {
    const constant = compileDefault(column("A", { kind, default: given }));
    expect(constant?.(valueOf({}))).toEqual(value);
  });

  it("is undefined where the definition has none", () => {
    expect(compileDefault(column("A"))).toBeUndefined();
  });
});
