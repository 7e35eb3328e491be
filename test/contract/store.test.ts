/** What every store must do, whatever keeps its rows: the parts are written against the port alone. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { ALL_TYPES } from "../helpers/store-specs.ts";
import { describeExports } from "./store/exports.ts";
import { describeLedger } from "./store/ledger.ts";
import { describeNewRecords } from "./store/new-records.ts";
import { describeExistingRecords } from "./store/existing-records.ts";
import { describeDuplicates } from "./store/duplicates.ts";
import { describeCampaigns } from "./store/campaigns.ts";
import { describeVerdicts } from "./store/verdicts.ts";
import { describeDecidedElsewhere } from "./store/decided-elsewhere.ts";
import { describeFeeds } from "./store/feeds.ts";
import { describeGroups } from "./store/groups.ts";
import { describeUnresolved } from "./store/unresolved.ts";
import { describeOutbox } from "./store/outbox.ts";
import { describeQuestions } from "./store/questions.ts";
import type { StoreUnderTest } from "./store/store-under-test.ts";

const STORES: Readonly<Record<string, () => Promise<StoreUnderTest>>> = {
  "SQLite in memory": () => openSqlite(":memory:"),
  "SQLite in a file": () => openSqlite("store.db"),
};

async function openSqlite(name: string): Promise<StoreUnderTest> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "quayside-store-"));
  const file = name === ":memory:" ? name : path.join(folder, name);
  const workFolder = path.join(folder, "work");
  const store = await openSqliteStore({ path: file, types: ALL_TYPES, workFolder });
  return {
    store,
    folder,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

describe.each(Object.entries(STORES))("a store: %s", (_name, open) => {
  let current: StoreUnderTest;
  const its = (): StoreUnderTest => current;

  beforeEach(async () => {
    current = await open();
  });
  afterEach(async () => {
    await current[Symbol.asyncDispose]();
  });

  describeLedger(its);
  describeExports(its);
  describeOutbox(its);
  describeNewRecords(its);
  describeExistingRecords(its);
  describeDuplicates(its);
  describeCampaigns(its);
  describeVerdicts(its);
  describeDecidedElsewhere(its);
  describeFeeds(its);
  describeGroups(its);
  describeUnresolved(its);
  describeQuestions(its);

  it("refuses calls after it was closed, which may be done twice", async () => {
    const { store } = current;
    await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]);
    await expect(store.runs({})).rejects.toThrow();
  });
});
