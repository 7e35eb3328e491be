/** Contract of the store: the ledger. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import {
  applyMessages,
  claim,
  fileMessages,
  importRows,
  planFor,
  type Values,
} from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SALES, SKILLS, allRecords, type StoreUnderTest } from "./store-under-test.ts";

const QUARANTINE = {
  code: "F017",
  message: "Stopped the import.",
  decidedAt: "2026-01-01T00:00:00.000Z",
  sha256: "ab",
  bytes: 7,
} as const;

export function describeLedger(its: () => StoreUnderTest): void {
  describe("the ledger", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("keeps a claimed run with its first attempt", async () => {
      const run = await claim(store, "Skills");
      expect(run).toMatchObject({ state: "Claimed", attempt: 1, user: "batch" });
      expect(await store.run(run.id)).toEqual(run);
    });

    it("counts attempts and takes one back that was not the file's fault", async () => {
      const { id } = await claim(store, "Skills");
      expect((await store.retakeRun(id, "again.csv")).attempt).toBe(2);
      await store.excuseRuns([id]);
      expect(await store.run(id)).toMatchObject({ attempt: 1, historyName: "again.csv" });
    });

    it("decides a quarantined run as failed, and only once", async () => {
      const { id } = await claim(store, "Skills");
      const verdict = await store.failRun(id, QUARANTINE);
      expect(verdict).toMatchObject({ status: "Failed", errors: ["F017"], sha256: "ab", bytes: 7 });
      await expect(store.failRun(id, QUARANTINE)).rejects.toThrow();
      await expect(store.retakeRun(id, "x")).rejects.toMatchObject({ code: "S001" });
    });

    it("archives a decided run, and again without harm, but not a claimed one", async () => {
      const { run } = await importRows(store, TYPES.Skills, SKILLS);
      await store.archiveRuns([{ id: run, files: { log: "a.log" } }], "2026-01-02T00:00:00.000Z");
      await store.archiveRuns([{ id: run, files: { log: "a.log" } }], "2026-01-02T00:00:00.000Z");
      expect(await store.run(run)).toMatchObject({ state: "Archived", files: { log: "a.log" } });
      const { id } = await claim(store, "Skills");
      await expect(store.archiveRuns([{ id, files: {} }], "2026")).rejects.toMatchObject({
        code: "S001",
      });
    });

    it("lists runs newest first, by filter and in pages", async () => {
      const first = await claim(store, "Skills");
      const second = await importRows(store, TYPES.Skills, SKILLS);
      const third = await claim(store, "Queues");
      const ids = async (filter: Parameters<Store["runs"]>[0]): Promise<readonly string[]> =>
        (await store.runs(filter)).map(({ id }) => id);
      expect(await ids({})).toEqual([third.id, second.run, first.id]);
      expect(await ids({ limit: 1, before: third.id })).toEqual([second.run]);
      expect(await ids({ type: "Queues" })).toEqual([third.id]);
      expect(await ids({ states: ["Decided", "Archived"] })).toEqual([second.run]);
      expect(await ids({ status: "Succeeded", file: "rows.csv" })).toEqual([second.run]);
    });

    it("lists runs that finished before an instant, and no other, so that History keeps theirs", async () => {
      const { run } = await importRows(store, TYPES.Skills, SKILLS);
      await store.archiveRuns([{ id: run, files: {} }], "2026-01-02T00:00:00.000Z");
      await claim(store, "Skills");
      const before = async (finishedBefore: string): Promise<readonly string[]> =>
        (await store.runs({ finishedBefore })).map(({ id }) => id);
      expect(await before("2026-01-02T00:00:00.000Z")).toEqual([]);
      expect(await before("2026-01-02T00:00:00.001Z")).toEqual([run]);
    });

    it("forgets archived runs and their issues, nothing else", async () => {
      const { run } = await importRows(store, TYPES.Queues, [{ Name: "x" }, SALES]);
      await store.archiveRuns([{ id: run, files: {} }], "2026-01-02T00:00:00.000Z");
      const open = await claim(store, "Skills");
      expect(await store.forgetRuns("2026-01-02T00:00:00.000Z")).toBe(0);
      expect(await store.forgetRuns("2026-01-02T00:00:00.001Z")).toBe(1);
      expect(await store.run(run)).toBeUndefined();
      expect(await store.issues(run, 0, 10)).toEqual([]);
      expect(await store.run(open.id)).toBeDefined();
    });

    it("refuses to decide a run with another attempt than the claimed one", async () => {
      const run = await claim(store, "Skills");
      await store.retakeRun(run.id, "again.csv");
      const messages = fileMessages([{ dataset: "Skills", rows: SKILLS }], "a");
      const stale = applyMessages(store, planFor(run, TYPES.Skills), messages);
      await expect(stale).rejects.toMatchObject({ code: "S001" });
      expect(await all("Skills")).toEqual([]);
    });
  });
}
