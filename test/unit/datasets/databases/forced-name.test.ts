import { describe, expect, it } from "vitest";
import { forcedName, isForced } from "../../../../src/datasets/databases/forced-name.ts";

describe("the name of a file that is forced", () => {
  it.each([
    ["customers.csv", "customers.force.csv"],
    ["a.b.xlsx", "a.b.force.xlsx"],
    ["customers.FORCE.csv", "customers.FORCE.csv"],
    ["customers", "customers.force"],
  ])("of %s is %s", (name, forced) => {
    expect(forcedName(name)).toBe(forced);
  });

  it.each(["customers.csv", "force.csv", "customers_force.csv", "customers.force.csv.txt"])(
    "is not %s",
    (name) => {
      expect(isForced(name)).toBe(false);
    },
  );
});
