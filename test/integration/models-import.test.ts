/** Every model that Quayside writes can be dropped as it is: the first thing a new user tries. */
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { newRunId } from "../../src/core/ids.ts";
import type { RowIssue } from "../../src/core/issue.ts";
import { importRows } from "../../src/drop/import-rows.ts";
import { createReaders } from "../../src/drop/readers.ts";
import { csvModelName, writeModels } from "../../src/models/write-models.ts";
import type { Verdict } from "../../src/store/run.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { reading, shippedTypes } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

/** Imports every model, the workbook of a type and then its csv, into an empty store. */
async function dropAll(): Promise<Record<string, { verdict: Verdict; issues: RowIssue[] }>> {
  await writeModels(shippedTypes, inFolder("models"));
  await using store = await openSqliteStore({
    path: ":memory:",
    types: shippedTypes,
    workFolder: inFolder("work"),
  });
  await using readers = createReaders(512);
  const outcomes: Record<string, { verdict: Verdict; issues: RowIssue[] }> = {};
  for (const type of shippedTypes) {
    for (const file of [`${type.type}.xlsx`, csvModelName(type)]) {
      const startedAt = systemClock.now().toISOString();
      const run = newRunId(systemClock.now());
      const claim = { file, inProcessName: file, historyName: file, user: "batch" };
      await store.claimRun({ id: run, type: type.type, claimedAt: startedAt, ...claim });
      const verdict = await importRows(
        {
          clock: systemClock,
          store,
          readers,
          reading,
          timeZone: "Europe/Helsinki",
          defaultCountry: "FI",
          signal: new AbortController().signal,
        },
        { run, attempt: 1, type, dryRun: false, startedAt },
        { path: inFolder("models", file), fileName: file },
        () => undefined,
      );
      outcomes[file] = { verdict, issues: [...(await store.issues(run, 0, 100))] };
    }
  }
  return outcomes;
}

test("every model imports without an issue, and its csv changes nothing after its workbook", async () => {
  const outcomes = await dropAll();
  const issues = Object.entries(outcomes).flatMap(([file, outcome]) =>
    outcome.issues.map((issue) => ({ file, ...issue })),
  );
  expect(issues).toEqual([]);
  for (const { verdict } of Object.values(outcomes)) expect(verdict.status).toBe("Succeeded");
  const created = Object.entries(outcomes).filter(([, { verdict }]) => verdict.rows.created > 0);
  const names = created.map(([file]) => file);
  expect(names.filter((file) => file.endsWith(".csv"))).toEqual(["OutboundCampaign.csv"]);
  expect(names.filter((file) => file.endsWith(".xlsx"))).toHaveLength(shippedTypes.length);
});
