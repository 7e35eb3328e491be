/** Contract of the store: runs whose rows went elsewhere. */
import { beforeEach, describe, expect, it } from "vitest";
import { noRows, type RowIssue } from "../../../src/core/issue.ts";
import type { RunOutcome } from "../../../src/store/run-outcome.ts";
import type { RunRecord, Verdict } from "../../../src/store/run.ts";
import type { Store } from "../../../src/store/store.ts";
import { claim } from "../../helpers/import-file.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const ISSUE: RowIssue = {
  code: "J002",
  severity: "error",
  row: 3,
  column: "Title",
  value: "Nobody",
  message: "There is no job of this title.",
};

function outcome(more: Partial<RunOutcome> = {}): RunOutcome {
  return {
    sha256: "ab",
    bytes: 7,
    notes: [],
    rows: { ...noRows(), total: 2, created: 1, rejected: 1 },
    issues: [ISSUE],
    decidedAt: "2026-01-01T00:00:00.000Z",
    ...more,
  };
}

export function describeDecidedElsewhere(its: () => StoreUnderTest): void {
  describe("a run whose rows went elsewhere", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const decide = (run: RunRecord, more?: Partial<RunOutcome>): Promise<Verdict> =>
      store.decideRun(
        { run: run.id, attempt: run.attempt, startedAt: "2025-12-31T23:00:00.000Z" },
        outcome(more),
      );

    it("has its verdict and its issues", async () => {
      const run = await claim(store, "ExportJob");
      const verdict = await decide(run, { sheet: "Jobs" });
      expect(verdict).toMatchObject({
        status: "PartiallySucceeded",
        rows: { total: 2, created: 1, rejected: 1 },
        sheets: { Jobs: { total: 2 } },
        codes: { J002: 1 },
        errors: ["J002"],
        warnings: 0,
      });
      expect(await store.run(run.id)).toMatchObject({
        state: "Decided",
        startedAt: "2025-12-31T23:00:00.000Z",
        verdict,
      });
      expect(await store.issues(run.id, 0, 10)).toEqual([ISSUE]);
    });

    it("is decided once, and by the attempt that holds it", async () => {
      const run = await claim(store, "ExportJob");
      const again = await store.retakeRun(run.id, "again.csv");
      await expect(decide(run)).rejects.toMatchObject({ code: "S001" });
      expect(await store.issues(run.id, 0, 10)).toEqual([]);
      await decide(again);
      await expect(decide(again)).rejects.toMatchObject({ code: "S001" });
      expect(await store.issues(run.id, 0, 10)).toHaveLength(1);
    });

    it("says that the content was imported before", async () => {
      await decide(await claim(store, "ExportJob"));
      const second = await decide(await claim(store, "ExportJob"), { issues: [] });
      expect(second).toMatchObject({ codes: { F012: 1 }, warnings: 1, errors: [] });
      const other = await decide(await claim(store, "ExportJob"), { sha256: "cd" });
      expect(other.codes).toEqual({ J002: 1 });
    });

    it("is failed when the file is of no use, or every row was rejected", async () => {
      const refused = { code: "F010", message: "the file is not valid YAML." } as const;
      const none = await decide(await claim(store, "ExportJob"), {
        rows: noRows(),
        issues: [],
        refused,
      });
      expect(none).toMatchObject({ status: "Failed", errors: ["F010"], message: refused.message });
      const all = await decide(await claim(store, "ExportJob"), {
        sha256: "cd",
        rows: { ...noRows(), total: 1, rejected: 1 },
      });
      expect(all).toMatchObject({ status: "Failed", errors: ["F013", "J002"] });
    });
  });
}
