/**
 * A process that accounts for due instants and brings their runs to an end until it is killed. The
 * n-th accounting records instant n twice, queues run n and moves the mark to n. Tells each n whose
 * run has ended. Arguments: path of the store, first n.
 */
import path from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { DueRecord } from "../../src/store/export-run.ts";
import { exportRun } from "./export-runs.ts";

const [storePath = "", first = "0"] = process.argv.slice(2);
const workFolder = path.join(path.dirname(storePath), "work");
await using store = await openSqliteStore({ path: storePath, types: [], workFolder });
for (let n = Number(first); ; n++) {
  const dueAt = String(n).padStart(9, "0");
  const run = exportRun({ id: `run-${dueAt}`, dueAt, definition: '{"source":"info-mart"}' });
  const record: DueRecord = { job: run.job, dueAt, count: 1, outcome: "ran", reason: "" };
  const records = [{ ...record, outcome: "missed" } as const, { ...record, run: run.id }];
  await store.account({ job: run.job, records, queued: [run], accountedTo: dueAt });
  await store.changeExport(run.id, ["Queued"], { state: "InProgress", step: "building" });
  await store.changeExport(run.id, ["InProgress"], {
    state: "Finished",
    artifact: "Published",
    publishedAt: dueAt,
    scope: { auditUpTo: n },
  });
  process.stdout.write(`${n}\n`);
}
