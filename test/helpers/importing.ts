/** Imports single files into a store in memory, without folders and daemon around it. */
import { systemClock } from "../../src/core/clock.ts";
import { newRunId } from "../../src/core/ids.ts";
import type { RowIssue } from "../../src/core/issue.ts";
import { importRows } from "../../src/drop/import-rows.ts";
import { createReaders } from "../../src/drop/readers.ts";
import type { ReadOptions } from "../../src/formats/rows.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import type { Verdict } from "../../src/store/run.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { StoredRecord } from "../../src/store/store.ts";
import { reading, shippedTypes } from "./rejecting.ts";

export interface Imported {
  readonly verdict: Verdict;
  readonly issues: readonly RowIssue[];
}

export interface Importer extends AsyncDisposable {
  importFile(type: ImportTypeSpec, path: string, fileName: string): Promise<Imported>;
  records(dataset: string): Promise<readonly StoredRecord[]>;
}

export interface ImporterOptions {
  /** Heap of a reading thread; default as shipped. */
  readonly heapMb?: number;
  readonly reading?: ReadOptions;
  /** File of the store; in memory by default. */
  readonly storePath?: string;
}

export async function openImporter(
  workFolder: string,
  options: ImporterOptions = {},
): Promise<Importer> {
  const path = options.storePath ?? ":memory:";
  const store = await openSqliteStore({ path, types: shippedTypes, workFolder });
  const readers = createReaders(options.heapMb ?? 512);
  const signal = new AbortController().signal;
  const places = { timeZone: "Europe/Helsinki", defaultCountry: "FI" };
  const context = { ...places, reading: options.reading ?? reading, signal };
  return {
    async importFile(type, path, fileName) {
      const startedAt = systemClock.now().toISOString();
      const run = newRunId(systemClock.now());
      const names = { file: fileName, inProcessName: fileName, historyName: fileName };
      await store.claimRuns([
        { id: run, type: type.type, user: "batch", claimedAt: startedAt, ...names },
      ]);
      const [verdict] = await importRows(
        { clock: systemClock, store, readers, ...context },
        { type, runs: [{ run, attempt: 1, startedAt }], dryRun: false },
        [{ path, fileName }],
        () => undefined,
      );
      return { verdict: verdict!, issues: await store.issues(run, 0, 1_000) };
    },
    records: (dataset) => store.records({ dataset, where: [], limit: 1_000 }),
    async [Symbol.asyncDispose]() {
      await readers[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
