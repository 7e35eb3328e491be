import { describe, expect, test } from "vitest";
import { isTemporaryName, lockedNameOf, lockSiblings } from "../../../src/files/temporary-names.ts";

describe("isTemporaryName", () => {
  test.each([
    "a.tmp",
    "a.xlsx.TMP",
    "a.csv.part",
    "a.partial",
    "a.csv.filepart",
    "a.crdownload",
    ".a.csv.swp",
    "a.swp",
    "~$a.xlsx",
    ".~lock.a.xlsx#",
    ".DS_Store",
    ".a.csv.quayside.tmp",
  ])("knows %j", (name) => {
    expect(isTemporaryName(name)).toBe(true);
  });

  test.each(["a.csv", "tmp", "part.csv", "a.tmp.csv", "~a.xlsx", "$a.xlsx"])("takes %j", (name) => {
    expect(isTemporaryName(name)).toBe(false);
  });
});

test("the locks of a file lead back to it", () => {
  expect(lockSiblings("a.xlsx")).toEqual(["~$a.xlsx", ".~lock.a.xlsx#"]);
  expect(lockSiblings("a.xlsx").map(lockedNameOf)).toEqual(["a.xlsx", "a.xlsx"]);
});

test("a file that is no lock belongs to no other", () => {
  const names = ["a.xlsx", "~$", ".~lock.#", ".~lock.a.xlsx", "x~$a.xlsx", ".~lock.a.xlsx#b"];
  for (const name of names) expect(lockedNameOf(name)).toBeUndefined();
});
