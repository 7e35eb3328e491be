import { describe, expect, it } from "vitest";
import { judge, type Observation } from "../../../src/drop/stability.ts";

const rule = { settleMs: 2_000, patienceMs: 60_000 };
const NOW = 1_000_000;
const file = (more: Partial<Observation>): Observation => ({
  name: "people.xlsx",
  sizeBytes: 100,
  modifiedMs: NOW - 10_000,
  seenMs: NOW,
  ...more,
});
const whole = { end: "whole" } as const;

describe("a dropped file is judged", () => {
  const cases: readonly (readonly [string, Observation, object])[] = [
    ["moved into place long after it was written: looked at at once", file({}), { state: "look" }],
    ["at rest and whole: ready", file({ look: whole }), { state: "ready" }],
    [
      "written 0.5 s ago: waited for until it has been quiet",
      file({ modifiedMs: NOW - 500 }),
      { state: "waiting", reason: "was written 1 s ago", againMs: NOW + 1_500 },
    ],
    [
      "seen to grow, though its own time is old: our clock counts",
      file({ changedMs: NOW - 1_000, grew: true }),
      { state: "waiting", reason: "grew 1 s ago", againMs: NOW + 1_000 },
    ],
    [
      "seen to change without growing",
      file({ changedMs: NOW, grew: false }),
      { state: "waiting", reason: "changed 0 s ago", againMs: NOW + 2_000 },
    ],
    ["exactly as long quiet as asked for", file({ modifiedMs: NOW - 2_000 }), { state: "look" }],
    [
      "written in this very moment: that is no time to come, though it was seen long ago",
      file({ modifiedMs: NOW, seenMs: NOW - 60_000 }),
      { state: "waiting", reason: "was written 0 s ago", againMs: NOW + 2_000 },
    ],
    [
      "from a clock that is ahead: quiet since it was seen",
      file({ modifiedMs: NOW + 3_600_000, seenMs: NOW - 500 }),
      { state: "waiting", reason: "was written 1 s ago", againMs: NOW + 1_500 },
    ],
    [
      "from a clock that is ahead, seen long ago",
      file({ modifiedMs: NOW + 3_600_000, seenMs: NOW - 5_000 }),
      { state: "look" },
    ],
    [
      "empty: given five times as long",
      file({ sizeBytes: 0, modifiedMs: NOW - 9_000 }),
      { state: "waiting", reason: "is empty since 9 s", againMs: NOW + 1_000 },
    ],
    [
      "empty for long: taken, to be refused",
      file({ sizeBytes: 0, look: { end: "unknown" } }),
      { state: "ready" },
    ],
    [
      "open in Excel",
      file({ lockedBy: "~$people.xlsx", look: whole }),
      { state: "waiting", reason: "is open in an editor (~$people.xlsx)", againMs: NOW + 1_000 },
    ],
    [
      "without the marker that its type asks for",
      file({ marker: { name: "people.xlsx.done", isThere: false } }),
      { state: "waiting", reason: "waits for people.xlsx.done", againMs: NOW + 1_000 },
    ],
    [
      "with its marker, however fresh",
      file({ modifiedMs: NOW, marker: { name: "people.xlsx.done", isThere: true }, look: whole }),
      { state: "ready" },
    ],
    [
      "open for writing in another program",
      file({ look: { end: "whole", openBy: "cp (77)" } }),
      { state: "waiting", reason: "is open for writing in cp (77)", againMs: NOW + 1_000 },
    ],
    [
      "not to be opened",
      file({ look: { end: "unknown", refused: "EACCES" } }),
      { state: "waiting", reason: "can't be opened (EACCES)", againMs: NOW + 1_000 },
    ],
    [
      "cut off: waited for, with what is missing",
      file({ look: { end: "cut", missing: "the end of the workbook is missing" } }),
      {
        state: "waiting",
        reason: "is not complete: the end of the workbook is missing",
        againMs: NOW + 1_000,
      },
    ],
    [
      "cut off for longer than patience lasts: taken as it is",
      file({ seenMs: NOW - 60_000, modifiedMs: NOW - 70_000, look: { end: "cut" } }),
      { state: "ready" },
    ],
    [
      "cut off, and patience ends before the next look",
      file({ seenMs: NOW - 59_700, modifiedMs: NOW - 90_000, look: { end: "cut" } }),
      { state: "waiting", reason: "is not complete: its end is missing", againMs: NOW + 300 },
    ],
  ];

  it.each(cases)("%s", (_title, observation, expected) => {
    expect(judge(observation, rule, NOW)).toEqual(expected);
  });
});
