import { describe, expect, it } from "vitest";
import type { RunRule } from "../../../src/jobs/job.ts";
import { dueInstants, nextDue } from "../../../src/jobs/schedule.ts";
import { clockChanges, filmClock, slowInstants } from "../../helpers/slow-schedule.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIMES = ["01:15", "01:45", "02:00", "02:15", "02:45", "03:30"];

/** A rule with how long before and after a change of clocks its instants are listed. */
const RULES: readonly (readonly [name: string, run: RunRule, spanMs: number])[] = [
  ["hourly 1", { kind: "hourly", every: 1 }, 3 * HOUR_MS],
  ["hourly 2", { kind: "hourly", every: 2 }, 5 * HOUR_MS],
  ["hourly 6", { kind: "hourly", every: 6 }, 12 * HOUR_MS],
  [`daily ${TIMES.join(",")}`, { kind: "daily", times: TIMES }, 8 * HOUR_MS],
  ["weekly Sun 02:15,03:30", { kind: "weekly", days: [7], times: ["02:15", "03:30"] }, 4 * DAY_MS],
  ["monthly 31 02:15,03:30", { kind: "monthly", day: 31, times: ["02:15", "03:30"] }, 16 * DAY_MS],
  ["cron */30 * * * *", { kind: "cron", expression: "*/30 * * * *" }, 2 * HOUR_MS],
  ["cron 15 1-3 * * *", { kind: "cron", expression: "15 1-3 * * *" }, 8 * HOUR_MS],
];

/** `2026-03-29T01:00Z = 04:00 +03:00 (note)` for each instant. */
function listing(run: RunRule, timeZone: string, afterMs: number, upToMs: number): string[] {
  const all = nextDue({ run, timeZone }, new Date(afterMs), 20);
  return all
    .filter(({ at }) => at.getTime() <= upToMs)
    .map(({ at, local, note }) => {
      const text = `    ${at.toISOString().slice(0, 16)}Z = ${local}`;
      return note === undefined ? text : `${text} (${note})`;
    });
}

describe.each([
  ["Europe/Helsinki", 20],
  ["America/New_York", 20],
  ["Australia/Lord_Howe", 20],
])("C1: the changes of clocks from 2024 to 2033 in %s", (timeZone, count) => {
  const changes = clockChanges(timeZone);

  it("have the instants of the golden file for each rule - each due once", async () => {
    const lines = changes.flatMap((change) => [
      `${new Date(change).toISOString().slice(0, 16)}Z the clocks are changed`,
      ...RULES.flatMap(([name, run, spanMs]) => [
        `  ${name}`,
        ...listing(run, timeZone, change - spanMs, change + spanMs),
      ]),
    ]);
    expect(changes).toHaveLength(count);
    const file = `golden/${timeZone.replace("/", "-")}.txt`;
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(file);
  });

  it("have the instants that a clock shows minute by minute - none lost, none doubled", () => {
    for (const change of changes) {
      const film = filmClock(timeZone, change - 30 * HOUR_MS, change + DAY_MS);
      const window = { after: new Date(change - DAY_MS), upTo: new Date(change + DAY_MS) };
      for (const [name, run] of RULES) {
        const due = dueInstants({ run, timeZone }, window, 1_000).map((at) => at.toISOString());
        const expected = slowInstants({ run, timeZone }, film, window.after.getTime());
        expect(due, `${name} around ${window.after.toISOString()}`).toEqual(expected);
      }
    }
  });
});
