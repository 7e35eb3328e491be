/** A group of files whose import breaks off: what becomes of the file that did it, and of the others. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { newRunIds } from "../../src/core/ids.ts";
import { createLogger } from "../../src/core/log.ts";
import type { DropDeps } from "../../src/drop/deps.ts";
import { openFiling } from "../../src/drop/filing.ts";
import { dropFolder, type DropFolder } from "../../src/drop/folders.ts";
import { HistoryNames } from "../../src/drop/history-names.ts";
import { importFiles } from "../../src/drop/import-files.ts";
import { createReaders } from "../../src/drop/readers.ts";
import { recover } from "../../src/drop/recover.ts";
import { UnresolvedError } from "../../src/drop/unresolved.ts";
import { findRunLogs } from "../../src/drop/run-log.ts";
import type { RunRecord } from "../../src/store/run.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { noCampaigns } from "../helpers/no-campaigns.ts";
import { reading, shippedTypes, typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const TIME_ZONE = "Europe/Helsinki";
/** Enough for ordinary files, not for POISON. */
const HEAP_MB = 24;
const POISON = [
  "Name,Description",
  ...Array.from({ length: 90_000 }, (_unused, i) => `Group ${i},Description ${i}`),
].join("\n");

let deps: DropDeps;
let folder: DropFolder;
beforeEach(async () => {
  folder = dropFolder(at(""), typeOf("UserGroup"));
  await mkdir(folder.inProcessPath, { recursive: true });
  await mkdir(folder.historyPath);
  deps = {
    clock: systemClock,
    log: createLogger({ level: "silent", pretty: false }),
    store: await openSqliteStore({ path: ":memory:", types: shippedTypes, workFolder: at("work") }),
    readers: createReaders(HEAP_MB),
    names: new HistoryNames(systemClock, TIME_ZONE),
    filing: await openFiling(systemClock),
    workPath: at("work"),
    timeZone: TIME_ZONE,
    defaultCountry: "FI",
    user: "batch",
    jobs: {
      actions: { apply: () => Promise.resolve([]), isApplied: () => false },
      isAllowed: false,
    },
    attempts: noCampaigns,
    reading,
    retryUnresolvedMs: 0,
    signal: new AbortController().signal,
  };
});
afterEach(async () => {
  for (const part of [deps.readers, deps.filing, deps.store]) await part[Symbol.asyncDispose]();
});

/** Claims files by name and content, as a group. */
async function claimed(files: Readonly<Record<string, string>>): Promise<readonly RunRecord[]> {
  const names = Object.keys(files);
  for (const name of names) await writeFile(join(folder.inProcessPath, name), files[name] ?? "");
  const ids = newRunIds(systemClock.now(), names.length);
  return await deps.store.claimRuns(
    names.map((file, n) => ({
      id: ids[n] ?? "",
      type: folder.type.type,
      file,
      inProcessName: file,
      historyName: deps.names.free(folder, file),
      user: "batch",
      claimedAt: systemClock.now().toISOString(),
    })),
  );
}

async function again(runs: readonly RunRecord[]): Promise<readonly RunRecord[]> {
  return await Promise.all(
    runs.map(({ id, historyName }) => deps.store.retakeRun(id, historyName)),
  );
}

const ignore = (): void => undefined;

describe("a group of files", () => {
  it("is imported in one attempt where nothing breaks", async () => {
    const runs = await claimed({ "a.csv": "Name\nA\n", "b.csv": "Name\nB\n" });
    const decided = await importFiles(deps, { folder, runs }, ignore);
    expect(decided.map(({ attempt, verdict }) => [attempt, verdict.status])).toEqual([
      [1, "Succeeded"],
      [1, "Succeeded"],
    ]);
  });

  it("of which one brings the reading thread down goes one by one: that one is put aside", async () => {
    const runs = await claimed({ "a.csv": "Name\nA\n", "b.csv": POISON, "c.csv": "Name\nC\n" });
    const decided = await importFiles(deps, { folder, runs }, ignore);
    expect(decided.map(({ attempt, verdict }) => [attempt, verdict.status])).toEqual([
      [2, "Succeeded"],
      [3, "Failed"],
      [2, "Succeeded"],
    ]);
    expect(decided[1]?.verdict.errors).toEqual(["F017"]);
    const stored = await deps.store.records({ dataset: "UserGroup", where: [], limit: 10 });
    expect(stored.map(({ Name }) => Name)).toEqual(expect.arrayContaining(["A", "C"]));
    expect(stored.map(({ Name }) => Name)).not.toContain("Group 1");
  });

  it("of which one was taken away fails that one, and imports the others", async () => {
    const runs = await claimed({ "a.csv": "Name\nA\n", "b.csv": "Name\nB\n" });
    await rm(join(folder.inProcessPath, "a.csv"));
    const decided = await importFiles(deps, { folder, runs }, ignore);
    expect(decided.map(({ verdict }) => verdict.errors)).toEqual([["F001"], []]);
  });

  it("that is begun after a forced stop breaks off at once, and the attempts do not count", async () => {
    const runs = await claimed({ "a.csv": "Name\nA\n" });
    deps = { ...deps, signal: AbortSignal.abort(new Error("forced")) };
    await expect(importFiles(deps, { folder, runs }, ignore)).rejects.toThrow("forced");
    expect(await deps.store.runs({})).toMatchObject([{ state: "Claimed", attempt: 0 }]);
  });

  it("that breaks off says so in the log of each of its files", async () => {
    const log = createLogger({ level: "error", pretty: false, write: ignore });
    const runs = await claimed({ "a.csv": "Name\nA\n", "b.csv": "Name\nB\n" });
    await rm(join(folder.inProcessPath, "b.csv"));
    await importFiles({ ...deps, log }, { folder, runs }, ignore);
    const hasLog = findRunLogs(deps.workPath);
    expect(runs.map(({ id }) => hasLog(id))).toEqual([true, true]);
  });
});

describe("a group of which one refers to what is not there", () => {
  const HEADER = "Name,Channel,Address,Calendars\n";
  it("waits as a whole, without counting attempts, until its time is over; then each has its verdict", async () => {
    folder = dropFolder(at("queues"), typeOf("Queues"));
    for (const path of [folder.inProcessPath, folder.historyPath]) {
      await mkdir(path, { recursive: true });
    }
    const runs = await claimed({
      "a.csv": `${HEADER}A,Phone,100,\n`,
      "b.csv": `${HEADER}B,Phone,200,Nobody's\n`,
    });
    const after = (ms: number) => {
      const now = new Date(Date.parse(runs[0]?.claimedAt ?? "") + ms);
      return { ...systemClock, now: () => now };
    };
    deps = { ...deps, retryUnresolvedMs: 60_000, clock: after(59_000) };
    const waits = importFiles(deps, { folder, runs }, ignore);
    await expect(waits).rejects.toBeInstanceOf(UnresolvedError);
    await expect(waits).rejects.toThrow(/^b\.csv, row 2: Calendars: 'Nobody's' is no name/);
    const states = (await deps.store.runs({})).map(({ state, attempt }) => [state, attempt]);
    expect(states).toEqual([
      ["Claimed", 0],
      ["Claimed", 0],
    ]);
    deps = { ...deps, clock: after(61_000) };
    const decided = await importFiles(deps, { folder, runs: await again(runs) }, ignore);
    expect(decided.map(({ verdict }) => verdict.status)).toEqual(["Succeeded", "Failed"]);
    expect(decided[1]?.verdict.errors).toContain("R012");
  });
});

describe("recovery", () => {
  it("finds every run that was left, however many, oldest first, and adopts only what has none", async () => {
    const files = Array.from({ length: 130 }, (_unused, n) => [`${1000 + n}.csv`, "Name\nA\n"]);
    const runs = await claimed(Object.fromEntries(files) as Record<string, string>);
    await writeFile(join(folder.inProcessPath, "new.csv"), "Name\nB\n");
    const left = await recover(deps, folder);
    expect(left.map(({ run }) => run.file)).toEqual([...runs.map(({ file }) => file), "new.csv"]);
    expect(left.map(({ run }) => run.attempt)).toEqual(left.map(() => 1));
  });
});
