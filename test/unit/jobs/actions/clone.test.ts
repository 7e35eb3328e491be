import { beforeEach, describe, expect, it } from "vitest";
import type { JobDefinition } from "../../../../src/jobs/job.ts";
import type { ExportScope } from "../../../../src/store/export-run.ts";
import { codesOf, DAILY, type JobBench, openJobBench, runOf } from "../../../helpers/job-bench.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
let bench: JobBench;
beforeEach(async () => {
  bench = await openJobBench(at("catalogue.json"));
  await bench.act({ ...DAILY, SplitSize: "1GiB", From: "2026-12-01" });
});

const clone = (fields: Readonly<Record<string, unknown>>): ReturnType<JobBench["act"]> =>
  bench.act({ Action: "clone", ...fields });

describe("a clone of a job", () => {
  it("is a new job with a title of its own, the second one with its number", async () => {
    expect(await clone({ Title: "chats" })).toMatchObject({
      change: "created",
      title: "Chats (copy)",
    });
    expect(await clone({ Title: "Chats" })).toMatchObject({ title: "Chats (copy 2)" });
    const { id, definition } = bench.job("Chats");
    const copy = bench.job("Chats (copy)");
    expect(copy.definition).toEqual({ ...definition, title: "Chats (copy)" });
    expect(copy.id).not.toBe(id);
  });

  it("beside an Id takes the given title, and other fields that are given", async () => {
    const { id } = bench.job("Chats");
    const fields = { Id: id, Title: "Mails", MediaTypes: "email", SplitSize: "~" };
    expect(codesOf(await clone(fields))).toEqual([]);
    const { splitSizeBytes: _, ...rest } = bench.job("Chats").definition;
    expect(bench.job("Mails").definition).toEqual({
      ...rest,
      title: "Mails",
      mediaTypes: ["email"],
    });
  });

  it("cuts a long title so that the copy fits", async () => {
    await bench.act({ ...DAILY, Title: "x".repeat(200) });
    expect(await clone({ Title: "x".repeat(200) })).toMatchObject({
      title: `${"x".repeat(193)} (copy)`,
    });
  });

  it("is due at once where the time of the job is over", async () => {
    await bench.act({ ...DAILY, Title: "Past", Run: "once 2026-01-01T02:00Z" });
    await bench.act({ ...DAILY, Title: "Soon", Run: "once 2026-12-01T02:00Z" });
    await clone({ Title: "Past" });
    await clone({ Title: "Soon" });
    expect(bench.job("Past (copy)").definition.run).toEqual({ kind: "once" });
    expect(bench.job("Soon (copy)").definition.run).toEqual({
      kind: "once",
      at: "2026-12-01T02:00:00.000Z",
    });
  });

  it("must be right as a job", async () => {
    expect(codesOf(await clone({ Title: "Chats", Type: "document" }))).toEqual(["Type R003"]);
  });
});

describe("a clone of a run", () => {
  async function cloneOf(
    definition: JobDefinition,
    scope: ExportScope | undefined,
  ): Promise<ReturnType<typeof codesOf>> {
    const job = { ...bench.job("Chats"), definition };
    const run = runOf(job, { state: "Finished", ...(scope ? { scope } : {}) });
    bench.runs.set(run.id, run);
    return codesOf(await clone({ Id: run.id.toUpperCase() }));
  }

  it("runs once, for the dates that the run had, by the same date field", async () => {
    const { definition } = bench.job("Chats");
    const dates = { from: "2026-11-18T02:00:00.000Z", to: "2026-11-19T02:00:00.000Z" };
    expect(await cloneOf(definition, { ...dates, dateField: "MODIFIEDDATE" })).toEqual([]);
    const { from: _, ...rest } = definition;
    expect(bench.job("Chats (copy)").definition).toEqual({
      ...rest,
      title: "Chats (copy)",
      run: { kind: "once" },
      timeframe: { kind: "interval", ...dates },
    });
  });

  it("has the definition that the run was started with, not the one of today", async () => {
    const { definition } = bench.job("Chats");
    const started = { ...definition, mediaTypes: ["voice"], timeframe: { kind: "all" as const } };
    expect(await cloneOf(started, {})).toEqual([]);
    expect(bench.job("Chats (copy)").definition).toMatchObject({
      mediaTypes: ["voice"],
      timeframe: { kind: "all" },
    });
  });

  it("of a delta has the audit keys of the run", async () => {
    const { type: _, from: __, ...definition } = bench.job("Chats").definition;
    const delta = {
      ...definition,
      source: "info-mart" as const,
      timeframe: { kind: "delta" as const },
    };
    expect(await cloneOf(delta, { auditAfter: 100, auditUpTo: 220 })).toEqual([]);
    expect(await cloneOf(delta, { auditUpTo: 220 })).toEqual([]);
    expect(bench.job("Chats (copy)").definition.timeframe).toEqual({
      kind: "audit",
      after: 100,
      upTo: 220,
    });
    expect(bench.job("Chats (copy 2)").definition.timeframe).toEqual({
      kind: "audit",
      after: 0,
      upTo: 220,
    });
  });

  it("that has not started is refused", async () => {
    expect(await cloneOf(bench.job("Chats").definition, undefined)).toEqual(["Id J005"]);
  });
});
