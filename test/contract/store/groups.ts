/** Contract of the store: several files in one transaction. */
import { MessageChannel } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import type { FeedMessage } from "../../../src/store/feed.ts";
import type { RunRecord } from "../../../src/store/run.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  applyFiles,
  claim,
  fileMessages,
  planForAll,
  send,
  type Values,
} from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeGroups(its: () => StoreUnderTest): void {
  describe("a group of files", () => {
    let store: Store;
    let runs: readonly RunRecord[];
    beforeEach(async () => {
      ({ store } = its());
      runs = [];
      for (let i = 0; i < 3; i++) runs = [...runs, await claim(store, "Skills")];
    });
    const names = async (): Promise<unknown[]> =>
      (await allRecords(store, "Skills")).map(({ Name }) => Name);
    const fileOf = (rows: readonly Values[], content: string): FeedMessage[] =>
      fileMessages([{ dataset: "Skills", rows }], content);
    const states = async (): Promise<unknown[]> =>
      Promise.all(runs.map(async ({ id }) => (await store.run(id))?.state));

    it("is decided file by file, each with an audit key of its own", async () => {
      const verdicts = await applyFiles(store, planForAll(runs, TYPES.Skills), [
        ...fileOf([{ Name: "A" }], "a"),
        ...fileOf([{ Name: "B" }, { Description: "x" }], "b"),
        ...fileOf([{ Name: "A", Description: "later" }], "c"),
      ]);
      expect(verdicts.map(({ status, auditKey }) => [status, auditKey])).toEqual([
        ["Succeeded", 1],
        ["PartiallySucceeded", 2],
        ["Succeeded", 3],
      ]);
      expect(await states()).toEqual(["Decided", "Decided", "Decided"]);
      expect(await allRecords(store, "Skills")).toMatchObject([
        { Name: "A", Description: "later" },
        { Name: "B" },
      ]);
      expect(await store.issues(runs[1]!.id, 0, 10)).toMatchObject([{ code: "R020", row: 3 }]);
    });

    it("keeps nothing of a file that fails, and everything of the others", async () => {
      const strict = { ...TYPES.Skills, maxRejected: 0 };
      const verdicts = await applyFiles(store, planForAll(runs, strict), [
        ...fileOf([{ Name: "A" }], "a"),
        ...fileOf([{ Name: "Lost" }, { Description: "x" }], "b"),
        ...fileOf([{ Name: "C" }, { Name: "Lost" }], "c"),
      ]);
      expect(verdicts.map(({ status }) => status)).toEqual(["Succeeded", "Failed", "Succeeded"]);
      expect(verdicts.map(({ rows }) => rows.created)).toEqual([1, 0, 2]);
      expect(await names()).toEqual(["A", "C", "Lost"]);
      expect(await store.run(runs[1]!.id)).toMatchObject({
        state: "Decided",
        verdict: { status: "Failed", errors: ["F014", "R020"] },
      });
    });

    it("goes on after a refused file", async () => {
      const refused: FeedMessage = { kind: "refused", code: "F010", message: "Corrupt" };
      const [start] = fileOf([], "b");
      const verdicts = await applyFiles(store, planForAll(runs, TYPES.Skills), [
        ...fileOf([{ Name: "A" }], "a"),
        start!,
        refused,
        ...fileOf([{ Name: "C" }], "c"),
      ]);
      expect(verdicts.map(({ errors }) => errors)).toEqual([[], ["F010"], []]);
      expect(await names()).toEqual(["A", "C"]);
    });

    it("warns of content that an earlier file of it has", async () => {
      const verdicts = await applyFiles(store, planForAll(runs, TYPES.Skills), [
        ...fileOf([{ Name: "A" }], "same"),
        ...fileOf([{ Name: "B" }], "other"),
        ...fileOf([{ Name: "A" }], "same"),
      ]);
      expect(verdicts.map(({ codes }) => codes)).toEqual([{}, {}, { F012: 1 }]);
      const [issue] = await store.issues(runs[2]!.id, 0, 1);
      expect(issue?.message).toContain(runs[0]!.id);
    });

    it("that breaks off in one file leaves all runs claimed and no rows", async () => {
      const { port1, port2 } = new MessageChannel();
      const applied = store.applyRuns(planForAll(runs, TYPES.Skills), port2);
      await send(port1, [...fileOf([{ Name: "A" }], "a"), ...fileOf([{ Name: "B" }], "b")]);
      port1.close();
      await expect(applied).rejects.toThrow("closed");
      expect(await states()).toEqual(["Claimed", "Claimed", "Claimed"]);
      expect(await names()).toEqual([]);
    });

    it("with a run that another attempt has taken decides none", async () => {
      await store.retakeRun(runs[2]!.id, "again.csv");
      const applied = applyFiles(store, planForAll(runs, TYPES.Skills), [
        ...fileOf([{ Name: "A" }], "a"),
        ...fileOf([{ Name: "B" }], "b"),
        ...fileOf([{ Name: "C" }], "c"),
      ]);
      await expect(applied).rejects.toMatchObject({ code: "S001" });
      expect(await states()).toEqual(["Claimed", "Claimed", "Claimed"]);
      expect(await names()).toEqual([]);
    });

    it("is claimed, excused and archived as a whole or not at all", async () => {
      const taken = { ...newRun(runs[0]!), id: runs[0]!.id };
      await expect(
        store.claimRuns([{ ...newRun(runs[0]!), id: "fresh" }, taken]),
      ).rejects.toThrow();
      expect(await store.run("fresh")).toBeUndefined();
      await store.excuseRuns(runs.map(({ id }) => id));
      expect((await store.runs({})).map(({ attempt }) => attempt)).toEqual([0, 0, 0]);
      const [first] = runs;
      const failure = {
        code: "F017",
        message: "x",
        decidedAt: "2026",
        sha256: "",
        bytes: 0,
      } as const;
      await store.failRun(first!.id, failure);
      const archived = runs.map(({ id }) => ({ id, files: {} }));
      await expect(store.archiveRuns(archived, "2026")).rejects.toMatchObject({ code: "S001" });
      expect(await states()).toEqual(["Decided", "Claimed", "Claimed"]);
    });
  });
}

function newRun({ type, file, inProcessName, historyName, user, claimedAt }: RunRecord) {
  return { type, file, inProcessName, historyName, user, claimedAt };
}
