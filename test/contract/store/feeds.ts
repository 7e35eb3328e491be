/** Contract of the store: a feed, a dry run. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import {
  applyMessages,
  claim,
  fileMessages,
  importRows,
  planFor,
  send,
  type Values,
} from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { SKILLS, allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeFeeds(its: () => StoreUnderTest): void {
  describe("a feed", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("that breaks off leaves the run claimed and no rows", async () => {
      const run = await claim(store, "Skills");
      const messages = fileMessages([{ dataset: "Skills", rows: SKILLS }], "x").slice(0, -1);
      const { port1, port2 } = new MessageChannel();
      const applied = store.applyRuns(planFor(run, TYPES.Skills), port2);
      await send(port1, messages);
      port1.close();
      await expect(applied).rejects.toThrow("closed");
      expect(await store.run(run.id)).toMatchObject({ state: "Claimed" });
      expect(await all("Skills")).toEqual([]);
    });

    it("that is closed in the middle of a large file rolls it back, and others go on", async () => {
      const run = await claim(store, "Skills");
      const batch = (at: number) => ({
        dataset: "Skills",
        rows: [{ Name: `S${at}` }],
        firstRow: at,
      });
      const many = fileMessages(
        Array.from({ length: 40 }, (_, at) => batch(at + 2)),
        "x",
      ).slice(0, -1);
      const large = new MessageChannel();
      const applied = store.applyRuns(planFor(run, TYPES.Skills), large.port2);
      await send(large.port1, many);
      large.port1.close();
      await expect(applied).rejects.toThrow("closed");
      const { port1, port2 } = new MessageChannel();
      port1.close();
      await expect(store.applyRuns(planFor(run, TYPES.Skills), port2)).rejects.toThrow("closed");
      expect((await importRows(store, TYPES.Skills, SKILLS)).verdict.rows.created).toBe(2);
    });

    it("of many messages is taken against credits, with progress", async () => {
      const run = await claim(store, "Skills");
      const sheets = Array.from({ length: 60 }, (_, at) => ({
        dataset: "Skills",
        rows: [{ Name: `S${at}` }],
        firstRow: at + 2,
      }));
      const steps = new Set<string>();
      const verdict = await applyMessages(
        store,
        planFor(run, TYPES.Skills),
        fileMessages(sheets, "x"),
        ({ step }) => steps.add(step),
      );
      expect(verdict.rows).toMatchObject({ total: 60, created: 60 });
      expect([...steps]).toEqual(
        expect.arrayContaining(["waiting for the store", "storing", "committing"]),
      );
    });
  });

  describe("a dry run", () => {
    let store: Store;
    let folder: string;
    beforeEach(() => {
      ({ store, folder } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    it("counts everything, writes the issues to a file and keeps nothing", async () => {
      const issuesPath = path.join(folder, "issues.jsonl");
      const runs = [{ run: "dry", attempt: 0, startedAt: "2026" }];
      const plan = { type: TYPES.Skills, runs, dryRun: true, issuesPath };
      const rows = [{ Name: "A" }, { Description: "x" }];
      const verdict = await applyMessages(
        store,
        plan,
        fileMessages([{ dataset: "Skills", rows }], "x"),
      );
      expect(verdict.rows).toMatchObject({ created: 1, rejected: 1 });
      const lines = (await readFile(issuesPath, "utf8")).trim().split("\n");
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { code: "R020", row: 3 },
      ]);
      expect(await all("Skills")).toEqual([]);
      expect(await store.runs({})).toEqual([]);
    });
  });
}
