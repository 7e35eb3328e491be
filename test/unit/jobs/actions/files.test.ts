/** Several actions in one call, and what a second call with the same key does. */
import { readFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { TransientError } from "../../../../src/core/errors.ts";
import { codesOf, DAILY, type JobBench, openJobBench } from "../../../helpers/job-bench.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
let bench: JobBench;
beforeEach(async () => {
  bench = await openJobBench(at("catalogue.json"));
});

describe("a file of actions", () => {
  it("is applied in its order, wrong rows left out", async () => {
    const outcomes = await bench.apply([
      DAILY,
      { ...DAILY, Title: "" },
      { Action: "update", Title: "Chats", Run: "hourly 4" },
      { Action: "clone", Title: "Chats" },
      { ...DAILY, Title: "chats (copy)" },
      { Action: "delete", Title: "Chats" },
    ]);
    expect(outcomes.map(codesOf)).toEqual([[], ["Title R001"], [], [], ["Title J006"], []]);
    expect(outcomes.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(bench.catalogue.jobs().map(({ definition }) => definition.title)).toEqual([
      "Chats (copy)",
    ]);
    expect(bench.job("Chats (copy)").definition.run).toEqual({ kind: "hourly", every: 4 });
  });

  it("may run a job that it creates, and delete one that it cancels", async () => {
    await bench.act({ ...DAILY, Title: "Old" });
    await bench.act({ Action: "run", Title: "Old" });
    const outcomes = await bench.apply([
      DAILY,
      { Action: "run", Title: "Chats" },
      { Action: "run", Title: "Chats" },
      { Action: "delete", Title: "Chats" },
      { Action: "cancel", Title: "Old" },
      { Action: "delete", Title: "Old" },
    ]);
    expect(outcomes.map(codesOf)).toEqual([[], [], ["Action J004"], ["Action J003"], [], []]);
    const [old, chats] = bench.runs.values();
    expect(old?.state).toBe("Cancelled");
    expect(chats).toMatchObject({ job: bench.job("Chats").id, state: "Queued" });
  });

  it("runs a job as it was at that row", async () => {
    await bench.apply([
      DAILY,
      { Action: "run", Title: "Chats" },
      { Action: "update", Title: "Chats", Timeframe: "last week" },
    ]);
    const [run] = bench.runs.values();
    expect(JSON.parse(run?.definition ?? "")).toMatchObject({ timeframe: { unit: "days" } });
    expect(bench.job("Chats").definition.timeframe).toMatchObject({ unit: "weeks" });
  });

  it("with rows that are faulty as a whole reports these faults and nothing else", async () => {
    const fault = { code: "R017", message: "expected 5 columns, found 6" } as const;
    const rows = [{ row: 7, fields: DAILY, faults: [fault] }];
    expect(await bench.actions.apply(rows, { user: "batch" })).toEqual([
      { row: 7, ok: false, issues: [fault] },
    ]);
    expect(bench.catalogue.jobs()).toEqual([]);
  });
});

describe("a key", () => {
  const rows = [DAILY, { ...DAILY, Title: "" }, { Action: "run", Title: "Chats" }];

  it("gives the same outcomes again, without applying anything again", async () => {
    const first = await bench.apply(rows, { key: "run-1" });
    const file = await readFile(at("catalogue.json"), "utf8");
    expect(await bench.apply(rows, { key: "run-1" })).toEqual(first);
    expect(bench.asked).toHaveLength(1);
    expect(await readFile(at("catalogue.json"), "utf8")).toBe(file);
  });

  it("does so after a restart", async () => {
    const first = await bench.apply(rows, { key: "run-1" });
    const again = await openJobBench(at("catalogue.json"));
    expect(await again.apply(rows, { key: "run-1" })).toEqual(first);
    expect(again.catalogue.jobs()).toHaveLength(1);
  });

  it("of another file applies it", async () => {
    await bench.apply([DAILY], { key: "run-1" });
    const [outcome] = await bench.apply([DAILY], { key: "run-2" });
    expect(codesOf(outcome)).toEqual(["Title J006"]);
  });

  it("makes good what a fault of the ledger left undone, with the ids decided first", async () => {
    let isBroken = true;
    const flaky = await openJobBench(at("catalogue.json"), {
      queueRun: async (_job, { id }) => {
        if (isBroken) throw new TransientError("S006", "the store is busy");
        queued.push(id);
      },
    });
    const queued: string[] = [];
    await expect(flaky.apply(rows, { key: "run-1" })).rejects.toThrow("the store is busy");
    const planned = flaky.catalogue.content.applied[0]?.pending[0]?.run;
    isBroken = false;
    const outcomes = await flaky.apply(rows, { key: "run-1" });
    expect(queued).toEqual([planned]);
    expect(outcomes[2]).toMatchObject({ ok: true, run: planned });
    expect(flaky.catalogue.content.applied[0]?.pending).toEqual([]);
    await flaky.apply(rows, { key: "run-1" });
    expect(queued).toHaveLength(1);
  });

  it("does not queue a run again that was queued before the crash", async () => {
    await bench.apply([DAILY], {});
    const crashing = await openJobBench(at("catalogue.json"), {
      queueRun: async () => {
        throw new Error("killed right after");
      },
    });
    const run = [{ Action: "run", Title: "Chats" }];
    await expect(crashing.apply(run, { key: "run-1" })).rejects.toThrow("killed");
    const id = crashing.catalogue.content.applied[0]?.pending[0]?.run ?? "";
    const again = await openJobBench(at("catalogue.json"), {
      ledger: {
        export: async (asked) => (asked === id ? again.runs.get("there") : undefined),
        exports: async () => [],
      },
    });
    again.runs.set("there", { state: "Finished" } as never);
    expect(codesOf((await again.apply(run, { key: "run-1" }))[0])).toEqual([]);
    expect(again.asked).toEqual([]);
  });

  it("is forgotten after a thousand others", async () => {
    const many = Array.from({ length: 1001 }, (_, i) => ({
      key: `run-${i}`,
      at: "2026-11-20T10:15:00.000Z",
      outcomes: [],
      pending: [],
    }));
    await bench.catalogue.change((content) => ({
      content: { ...content, applied: many },
      result: undefined,
    }));
    await bench.apply([DAILY], { key: "last" });
    const keys = bench.catalogue.content.applied.map(({ key }) => key);
    expect(keys).toHaveLength(1000);
    expect(keys[0]).toBe("run-2");
    expect(keys.at(-1)).toBe("last");
  });
});
