/** Contract of the store: the ledger of exports. */
import { beforeEach, describe, expect, it } from "vitest";
import type { DueRecord, ExportFilter, ExportRun } from "../../../src/store/export-run.ts";
import type { Store } from "../../../src/store/store.ts";
import { exportRun } from "../../helpers/export-runs.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const INFO_MART = '{"source":"info-mart"}';
const PUBLISHED = {
  state: "Finished",
  artifact: "Published",
  publishedAt: "2026-01-02T00:00:00.000Z",
  expiresAt: "2026-02-01T00:00:00.000Z",
  finishedAt: "2026-01-02T00:00:00.000Z",
} as const;

export function describeExports(its: () => StoreUnderTest): void {
  describe("the ledger of exports", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });

    /** Queues a run, and brings it to its end in one step. */
    async function ended(more: Partial<ExportRun> = {}): Promise<ExportRun> {
      const run = exportRun(more);
      await store.queueExport({ ...run, state: "Queued", artifact: "None" });
      return await store.changeExport(run.id, ["Queued"], { ...PUBLISHED, ...more });
    }

    async function ids(filter: ExportFilter): Promise<readonly string[]> {
      return (await store.exports(filter)).map(({ id }) => id);
    }

    it("gives a run back as it was entered, with everything that it has", async () => {
      const run = exportRun({
        step: "publishing",
        startedAt: "2026-01-01T00:00:00.000Z",
        scope: { from: "2026-01-01T00:00:00.000Z", dateField: "MODIFIEDDATE", auditUpTo: 7 },
        certificates: ["ab"],
        records: { "a/Interaction.json": 3 },
        files: [{ name: "export.zip.smime", sizeBytes: 9, sha256: "cd" }],
        warnings: ["soon", "Größe \u2028"],
        error: { code: "P001", message: "away" },
      });
      await store.queueExport(run);
      expect(await store.export(run.id)).toEqual(run);
      expect(await store.export("nobody")).toBeUndefined();
    });

    it("refuses a second open run of a job, and takes it when the first has ended", async () => {
      const first = exportRun();
      await store.queueExport(first);
      const again = store.queueExport(exportRun());
      await expect(again).rejects.toMatchObject({ name: "UsageError", code: "J004" });
      await store.queueExport(exportRun({ job: "job-2" }));
      await store.changeExport(first.id, ["Queued"], { state: "InProgress" });
      await expect(store.queueExport(exportRun())).rejects.toMatchObject({ code: "J004" });
      await store.changeExport(first.id, ["InProgress"], { state: "Cancelled" });
      const second = exportRun();
      await store.queueExport(second);
      expect(await ids({ job: "job-1" })).toEqual([second.id, first.id]);
    });

    it("changes a run only from the states that are named, and gives the whole of it", async () => {
      const run = exportRun();
      await store.queueExport(run);
      const change = { state: "InProgress", step: "building", attempt: 1 } as const;
      const changed = await store.changeExport(run.id, ["Queued"], change);
      expect(changed).toEqual({ ...run, ...change });
      await expect(store.changeExport(run.id, ["Queued"], change)).rejects.toMatchObject({
        name: "UsageError",
        code: "J005",
        message: expect.stringContaining("InProgress") as unknown,
      });
      expect(await store.export(run.id)).toEqual(changed);
      await expect(store.changeExport("nobody", ["Queued"], {})).rejects.toMatchObject({
        code: "S009",
      });
    });

    it("lets one of many changes at the same moment win", async () => {
      const run = exportRun();
      await store.queueExport(run);
      const tries = await Promise.allSettled(
        [1, 2, 3].map((attempt) =>
          store.changeExport(run.id, ["Queued"], { state: "InProgress", attempt }),
        ),
      );
      expect(tries.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
      expect(await store.export(run.id)).toMatchObject({ attempt: 1 });
    });

    it("never has two runs of a job in progress: the other one has to wait", async () => {
      const [one, two] = [exportRun(), exportRun()];
      await store.account({ job: "job-1", records: [], queued: [one, two], accountedTo: "2026" });
      await store.changeExport(one.id, ["Queued"], { state: "InProgress" });
      const start = store.changeExport(two.id, ["Queued"], { state: "InProgress" });
      await expect(start).rejects.toMatchObject({ name: "TransientError", code: "J004" });
      expect(await store.export(two.id)).toEqual(two);
      await store.changeExport(one.id, ["InProgress"], { state: "Finished" });
      await store.changeExport(two.id, ["Queued"], { state: "InProgress" });
    });

    it("lists runs newest first, by filter and in pages", async () => {
      const first = await ended();
      const second = await ended({ job: "job-2", expiresAt: "2026-02-02T00:00:00.000Z" });
      const third = exportRun();
      await store.queueExport(third);
      expect(await ids({})).toEqual([third.id, second.id, first.id]);
      expect(await ids({ limit: 1, before: third.id })).toEqual([second.id]);
      expect(await ids({ job: "job-1" })).toEqual([third.id, first.id]);
      expect(await ids({ states: ["Queued", "InProgress"] })).toEqual([third.id]);
      expect(await ids({ states: [] })).toEqual([]);
      expect(await ids({ artifact: "Published" })).toEqual([second.id, first.id]);
      const until = (expiresBefore: string): Promise<readonly string[]> =>
        ids({ artifact: "Published", expiresBefore });
      expect(await until("2026-01-31T23:59:59.999Z")).toEqual([]);
      expect(await until("2026-02-01T00:00:00.000Z")).toEqual([first.id]);
      expect(await until("2026-02-02T00:00:00.000Z")).toEqual([second.id, first.id]);
    });

    it("accounts for instants, queues their runs and moves the mark together", async () => {
      const run = exportRun();
      const ran: DueRecord = {
        job: "job-1",
        dueAt: "2026-01-01T02:00:00.000Z",
        count: 1,
        outcome: "ran",
        reason: "",
        run: run.id,
      };
      const missed: DueRecord = {
        job: "job-1",
        dueAt: "2025-12-30T02:00:00.000Z",
        lastDueAt: "2025-12-31T02:00:00.000Z",
        count: 2,
        outcome: "missed",
        reason: "the daemon was stopped",
      };
      expect(await store.accountedTo("job-1")).toBeUndefined();
      const accounting = { job: "job-1", records: [missed, ran], queued: [run] };
      await store.account({ ...accounting, accountedTo: ran.dueAt });
      expect(await store.dueRecords("job-1", 10)).toEqual([ran, missed]);
      expect(await store.dueRecords("job-1", 1)).toEqual([ran]);
      expect(await store.dueRecords("job-2", 10)).toEqual([]);
      expect(await store.accountedTo("job-1")).toBe(ran.dueAt);
      expect(await store.export(run.id)).toEqual(run);
    });

    it("accounts for nothing when one of the runs can't be queued", async () => {
      const run = exportRun();
      await store.queueExport(run);
      const record = { job: "job-1", dueAt: "2026", count: 1, outcome: "ran", reason: "" } as const;
      const twice = store.account({
        job: "job-1",
        records: [record],
        queued: [exportRun(), run],
        accountedTo: "2026",
      });
      await expect(twice).rejects.toThrow();
      expect(await store.dueRecords("job-1", 10)).toEqual([]);
      expect(await store.accountedTo("job-1")).toBeUndefined();
      expect(await ids({})).toEqual([run.id]);
    });

    it("moves the mark alone, also back when the clock was wrong", async () => {
      for (const accountedTo of ["2036-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"]) {
        await store.account({ job: "job-1", records: [], queued: [], accountedTo });
        expect(await store.accountedTo("job-1")).toBe(accountedTo);
      }
    });

    it("knows the last audit key that was published, of one job and of any", async () => {
      expect(await store.lastAuditKey("info-mart", undefined)).toBeUndefined();
      await ended({ definition: INFO_MART, scope: { auditUpTo: 40 } });
      await ended({ definition: INFO_MART, job: "job-2", scope: { auditUpTo: 90 } });
      expect(await store.lastAuditKey("info-mart", "job-1")).toBe(40);
      expect(await store.lastAuditKey("info-mart", undefined)).toBe(90);
      await ended({ definition: INFO_MART, scope: { auditAfter: 1, auditUpTo: 20 } });
      expect(await store.lastAuditKey("info-mart", "job-1")).toBe(40);
      expect(await store.lastAuditKey("info-mart", "job-3")).toBeUndefined();
    });

    it("does not count audit keys of runs that failed, of other sources, or not published yet", async () => {
      await ended({ definition: INFO_MART, scope: { auditUpTo: 5 }, artifact: "None" });
      await ended({ scope: { auditUpTo: 6 } });
      const run = exportRun({ definition: INFO_MART, scope: { auditUpTo: 7 } });
      await store.queueExport(run);
      const { publishedAt, expiresAt } = PUBLISHED;
      await store.changeExport(run.id, ["Queued"], { publishedAt, expiresAt });
      expect(await store.lastAuditKey("info-mart", undefined)).toBeUndefined();
      await store.changeExport(run.id, ["Queued"], { state: "Finished", artifact: "Published" });
      expect(await store.lastAuditKey("info-mart", "job-1")).toBe(7);
    });

    it("forgets ended runs without an artifact and due records of before, but no mark", async () => {
      const kept = await ended({ definition: INFO_MART, scope: { auditUpTo: 3 } });
      const gone = await ended({
        artifact: "Expired",
        definition: INFO_MART,
        scope: { auditUpTo: 9 },
      });
      const open = exportRun();
      const dueAt = "2026-01-01T02:00:00.000Z";
      const late = { job: "job-1", dueAt, count: 1, outcome: "late", reason: "" } as const;
      const records = [late, { ...late, lastDueAt: "2026-01-03T02:00:00.000Z" }];
      await store.account({ job: "job-1", records, queued: [open], accountedTo: dueAt });
      expect(await store.forgetExports("2026-01-01T00:00:00.000Z")).toBe(0);
      expect(await store.dueRecords("job-1", 10)).toHaveLength(2);
      expect(await store.forgetExports("2026-01-02T00:00:00.001Z")).toBe(1);
      expect(await store.export(gone.id)).toBeUndefined();
      expect(await ids({})).toEqual([open.id, kept.id]);
      expect(await store.dueRecords("job-1", 10)).toEqual([records[1]]);
      expect(await store.accountedTo("job-1")).toBe(dueAt);
      expect(await store.lastAuditKey("info-mart", "job-1")).toBe(9);
    });
  });
}
