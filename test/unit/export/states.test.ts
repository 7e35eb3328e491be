import { describe, expect, it } from "vitest";
import { before, FOLLOWING, OPEN, recoveryOf } from "../../../src/export/states.ts";
import type { ExportState } from "../../../src/store/export-run.ts";

const states = Object.keys(FOLLOWING) as ExportState[];

describe("the states of an export", () => {
  it("end in states that nothing follows, and every state can be reached from Queued", () => {
    const reached = new Set<ExportState>(["Queued"]);
    for (const state of reached) for (const next of FOLLOWING[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...states].sort());
    expect(states.filter((state) => FOLLOWING[state].length > 0)).toEqual(OPEN);
  });

  it("tell from where a state may be entered", () => {
    expect(before("Cancelled")).toEqual(["Queued", "InProgress"]);
    expect(before("Finished")).toEqual(["InProgress"]);
    expect(before("Queued")).toEqual([]);
  });
});

describe("recovery of a run that is InProgress", () => {
  it.each([
    ["building", 1, "build again"],
    ["building", 2, "build again"],
    ["building", 3, "give up"],
    ["publishing", 3, "publish"],
    ["published", 1, "publish"],
  ] as const)("at the step %s after %i attempts: %s", (step, attempt, expected) => {
    expect(recoveryOf({ step, attempt })).toBe(expected);
  });
});
