import { describe, expect, it } from "vitest";
import { runningExport } from "../../../src/export/status.ts";
import type { ExportRun } from "../../../src/store/export-run.ts";

const run: ExportRun = {
  id: "r",
  job: "j",
  title: "Night",
  definition: "{}",
  reason: "manual",
  dueAt: "2026-11-21T02:00:00.000Z",
  state: "InProgress",
  step: "building",
  artifact: "None",
  attempt: 1,
  user: "batch",
  queuedAt: "2026-11-21T02:00:00.000Z",
  startedAt: "2026-11-21T02:00:01.000Z",
  warnings: [],
};

describe("the progress of an export", () => {
  it("counts records while it is packed, and tells what is left by the share that is done", () => {
    const progress = {
      step: "building",
      records: 250,
      totalRecords: 1_000,
      contentBytes: 50_000,
      encryptedBytes: 9_000,
    } as const;
    expect(runningExport(run, { progress, elapsedMs: 2_000 }, undefined)).toMatchObject({
      percent: 25,
      records: 250,
      totalRecords: 1_000,
      bytesPerSecond: 25_000,
      remainingMs: 6_000,
    });
  });

  it("counts bytes while it is sent", () => {
    const progress = { step: "publishing", sentBytes: 600, totalBytes: 800 } as const;
    const told = runningExport(run, { progress, elapsedMs: 3_000 }, undefined);
    expect(told).toMatchObject({ percent: 75, bytes: 600, remainingMs: 1_000 });
  });

  it("promises nothing at its beginning, and says why it waits", () => {
    const held = { code: "P001", reason: "away", retryAt: "2026-11-21T02:05:00.000Z" } as const;
    const told = runningExport(run, { progress: { step: "starting" }, elapsedMs: 9_000 }, held);
    expect(told).toMatchObject({ percent: 0, bytesPerSecond: 0, held });
    expect(told).not.toHaveProperty("remainingMs");
  });
});
