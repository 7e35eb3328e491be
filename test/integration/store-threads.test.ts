/** Who waits for whom while a large import is open, and what becomes of it when the store closes. */
import { readdir } from "node:fs/promises";
import { MessageChannel } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { FeedMessage } from "../../src/store/feed.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { ApplyProgress, Store } from "../../src/store/store.ts";
import { exportRun } from "../helpers/export-runs.ts";
import { claim, fileMessages, importRows, planFor, send } from "../helpers/import-file.ts";
import { TYPES } from "../helpers/store-specs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

async function open(): Promise<Store> {
  return await openSqliteStore({
    path: at("store.db"),
    types: [TYPES.Skills, TYPES.People],
    workFolder: at("work"),
  });
}

/** More messages than the window holds: the transaction begins before the end has come. */
function largeFile(): FeedMessage[] {
  const sheets = Array.from({ length: 40 }, (_, n) => ({
    dataset: "Skills",
    rows: [{ Name: `S${n}` }],
    firstRow: n + 2,
  }));
  return fileMessages(sheets, "large");
}

/** Starts an import and waits until its transaction is open; its feed lacks the last message. */
async function openImport(store: Store) {
  const run = await claim(store, "Skills");
  const { port1, port2 } = new MessageChannel();
  let resolve: () => void = () => undefined;
  const storing = new Promise<void>((told) => (resolve = told));
  const onProgress = ({ step }: ApplyProgress): void => {
    if (step === "storing") resolve();
  };
  const applied = store.applyRuns(planFor(run, TYPES.Skills), port2, onProgress);
  await send(port1, largeFile().slice(0, -1));
  await storing;
  return { run, applied, port: port1 };
}

describe("while the transaction of an import is open", () => {
  it("questions are answered from what was there before, and writing calls wait", async () => {
    await using store = await open();
    const { applied, port } = await openImport(store);
    expect(await store.records({ dataset: "Skills", where: [], limit: 1 })).toEqual([]);
    expect(await store.runs({ states: ["Claimed"] })).toHaveLength(1);
    let isClaimed = false;
    const other = claim(store, "People").then(() => (isClaimed = true));
    const run = exportRun();
    const queued = store.queueExport(run);
    expect(await store.health()).toMatchObject({ ok: true });
    expect(await store.exports({})).toEqual([]);
    expect(isClaimed).toBe(false);
    port.postMessage([{ kind: "end" }]);
    expect((await applied)[0]?.rows.created).toBe(40);
    await Promise.all([other, queued]);
    expect(await store.exports({})).toEqual([run]);
    expect(await store.records({ dataset: "Skills", where: [], limit: 100 })).toHaveLength(40);
    port.close();
  });

  it("closing the store rolls it back, and the run can be taken up again", async () => {
    const store = await open();
    const { run, applied, port } = await openImport(store);
    const refused = expect(applied).rejects.toMatchObject({ name: "TransientError", code: "S006" });
    await store[Symbol.asyncDispose]();
    await refused;
    port.close();
    await using again = await open();
    expect(await again.run(run.id)).toMatchObject({ state: "Claimed", attempt: 1 });
    expect(await again.records({ dataset: "Skills", where: [], limit: 1 })).toEqual([]);
  });
});

describe("many files at once", () => {
  it("of different types are each decided once, with audit keys in the order of their commits", async () => {
    await using store = await open();
    const imports = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? importRows(store, TYPES.Skills, [{ Name: `S${n}` }])
        : importRows(store, TYPES.People, [{ LastName: `P${n}` }]),
    );
    const keys = (await Promise.all(imports)).map(({ verdict }) => verdict.auditKey);
    expect(new Set(keys)).toEqual(new Set(Array.from({ length: 20 }, (_, n) => n + 1)));
  });
});

describe("issues", () => {
  it("past those that memory holds come back complete and in order, and leave no file behind", async () => {
    await using store = await open();
    const run = await claim(store, "Skills");
    const { port1, port2 } = new MessageChannel();
    const applied = store.applyRuns(planFor(run, TYPES.Skills), port2);
    const sheets = Array.from({ length: 12 }, (_, batch) => ({
      dataset: "Skills",
      rows: Array.from({ length: 1000 }, () => ({ Description: "ä".repeat(50) })),
      firstRow: batch * 1000 + 2,
    }));
    await send(port1, fileMessages(sheets, "x"));
    expect((await applied)[0]?.codes).toEqual({ R020: 12_000, F013: 1 });
    const path = at("issues.jsonl");
    expect(await store.writeIssues(run.id, path)).toBe(12_000);
    const pages = [
      ...(await store.issues(run.id, 0, 7000)),
      ...(await store.issues(run.id, 7000, 7000)),
    ];
    expect(pages.map(({ row }) => row)).toEqual(Array.from({ length: 12_000 }, (_, n) => n + 2));
    expect(await readdir(at("work"))).toEqual([]);
    port1.close();
  });
});
