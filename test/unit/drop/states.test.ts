import { expect, it } from "vitest";
import { MAX_ATTEMPTS, recoveryOf } from "../../../src/drop/states.ts";

it.each([
  ["Claimed", 1, true, "import"],
  ["Claimed", MAX_ATTEMPTS - 1, true, "import"],
  ["Claimed", MAX_ATTEMPTS, true, "quarantine"],
  ["Claimed", 1, false, "lost"],
  ["Decided", 1, true, "report"],
  ["Decided", MAX_ATTEMPTS, false, "report"],
  ["Archived", 1, false, "nothing"],
] as const)(
  "a %s run at attempt %d, file there: %s, is recovered by: %s",
  (state, attempt, hasFile, what) => {
    expect(recoveryOf(state, attempt, hasFile)).toBe(what);
  },
);
