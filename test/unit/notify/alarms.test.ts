/** Alarms: each once until it is over; disks, expected files, what a ledger tells. */
import { describe, expect, it } from "vitest";
import {
  addIncidents,
  compareConditions,
  NO_ALARMS,
  warningsOf,
  type Condition,
} from "../../../src/notify/alarms.ts";
import { fillingDisks } from "../../../src/notify/disk-space.ts";
import { isOverdue, lateFiles } from "../../../src/notify/expected-files.ts";
import { incidentOf } from "../../../src/notify/incidents.ts";
import type { DueRecord } from "../../../src/store/export-run.ts";
import type { RunRecord } from "../../../src/store/run.ts";

const NOW = new Date("2026-03-04T10:00:00Z");
const LATER = new Date("2026-03-04T12:00:00Z");
const FULL: Condition = { key: "disk:/srv", code: "N006", message: "the disk of /srv is full" };

describe("a condition", () => {
  it("is raised once, keeps its beginning, and is over once", () => {
    const first = compareConditions(NO_ALARMS, [FULL], NOW);
    expect(first.raised).toEqual([FULL]);
    const second = compareConditions(first.state, [{ ...FULL, message: "fuller" }], LATER);
    expect(second).toMatchObject({ raised: [], ended: [] });
    expect(warningsOf(second.state)).toEqual([
      { code: "N006", message: "fuller", since: NOW.toISOString() },
    ]);
    const third = compareConditions(second.state, [], LATER);
    expect(third.ended).toHaveLength(1);
    expect(warningsOf(third.state)).toEqual([]);
  });
});

describe("an incident", () => {
  it("stays among the warnings for a day", () => {
    const state = addIncidents(NO_ALARMS, [{ code: "N001", message: "missed" }], NOW);
    expect(warningsOf(state)).toHaveLength(1);
    const nextDay = new Date(NOW.getTime() + 24 * 3_600_000);
    expect(warningsOf(addIncidents(state, [], nextDay))).toEqual([]);
    expect(addIncidents(NO_ALARMS, [], NOW)).toBe(NO_ALARMS);
  });

  it("is an instant that a job missed, told with its title to those it names", () => {
    const due: DueRecord = {
      ...{ job: "j1", dueAt: "2026-03-04T01:00:00.000Z", count: 3 },
      lastDueAt: "2026-03-04T03:00:00.000Z",
      ...{ outcome: "missed", reason: "the daemon was stopped" },
    };
    const context = {
      jobOf: () => ({ title: "Night", notify: ["night@example.com"] }),
      local: (instant: string) => instant.slice(11, 16),
      isReported: false,
    };
    expect(incidentOf({ number: 1, kind: "due", due }, context)).toEqual({
      code: "N001",
      message:
        "Night was due 3 times from 01:00 to 03:00 and did not run: missed, the daemon was stopped",
      notify: ["night@example.com"],
    });
  });
});

describe("a disk", () => {
  const limits = { share: 0.1, bytes: 1_000 };
  const disk = (freeBytes: number, totalBytes = 100_000) => ({
    ...{ path: "/srv", freeBytes, totalBytes },
  });
  const isRaised = (freeBytes: number, active: readonly string[] = []): boolean =>
    fillingDisks([disk(freeBytes)], limits, new Set(active)).length > 0;

  it("is filling up below a tenth, or below the bytes of a small one", () => {
    expect(isRaised(10_000)).toBe(false);
    expect(isRaised(9_999)).toBe(true);
    expect(fillingDisks([disk(999, 5_000)], limits, new Set())).toHaveLength(1);
  });

  it("is well again only with a fifth more than the limit", () => {
    expect(isRaised(11_999, ["disk:/srv"])).toBe(true);
    expect(isRaised(12_000, ["disk:/srv"])).toBe(false);
  });
});

describe("a file that is expected", () => {
  const zone = "Europe/Rome";
  const expectation = { type: "Queues", by: "05:30", days: "Mon-Fri" };
  const archivedAt = (finishedAt: string) => ({
    runs: async () => [{ finishedAt } as RunRecord],
  });

  it("is overdue on its days from its minute on, by the clock of the zone", () => {
    // Wednesday, 05:29 and 05:30 in Rome.
    expect(isOverdue(expectation, new Date("2026-03-04T04:29:59Z"), zone)).toBe(false);
    expect(isOverdue(expectation, new Date("2026-03-04T04:30:00Z"), zone)).toBe(true);
    expect(isOverdue(expectation, new Date("2026-03-07T10:00:00Z"), zone)).toBe(false);
    expect(
      isOverdue({ ...expectation, days: "Sat-Mon" }, new Date("2026-03-08T10:00Z"), zone),
    ).toBe(true);
    expect(isOverdue({ type: "Queues", by: "05:30" }, new Date("2026-03-07T10:00Z"), zone)).toBe(
      true,
    );
  });

  it("is late when none was archived on this day of the zone, with one key a day", async () => {
    const at = { now: NOW, zone };
    const late = await lateFiles(archivedAt("2026-03-03T22:59:59.000Z"), [expectation], at);
    expect(late).toEqual([
      {
        key: "expected:Queues:2026-03-04",
        code: "N002",
        message: "Queues: no file has come on 2026-03-04 by 05:30 Europe/Rome",
      },
    ]);
    expect(await lateFiles(archivedAt("2026-03-03T23:00:00.000Z"), [expectation], at)).toEqual([]);
  });
});
