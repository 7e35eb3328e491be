/** kill -9 while exports are accounted for and run: every change is there whole, or not at all. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
/** More than a process gets done before a signal reaches it, however late that is. */
const MOST = { limit: 1_000_000 };

/** Lets the loop end some runs and kills it in the middle of the next one; gives the last n told. */
async function killedAfter(ended: number, first: number): Promise<number> {
  const module = new URL("../helpers/export-loop.ts", import.meta.url);
  const argv = ["--import", "tsx", module.pathname, at("store.db"), String(first)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  let last = first - 1;
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++told === ended) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return last;
}

it("leaves records, runs and marks that agree, however often it is killed", async () => {
  let next = 1;
  for (const ended of [1, 3, 7, 16, 31]) {
    const last = await killedAfter(ended, next);
    await using store = await openSqliteStore({
      path: at("store.db"),
      types: [],
      workFolder: at("work"),
    });
    const runs = await store.exports(MOST);
    const records = await store.dueRecords("job-1", MOST.limit);
    expect(records).toHaveLength(runs.length * 2);
    const newest = runs[0]?.dueAt ?? "";
    expect(await store.accountedTo("job-1")).toBe(newest);
    // What was told is durable; of the one in hand any whole step may be there.
    const finished = runs.filter(({ state }) => state === "Finished");
    const keys = finished.map(({ scope }) => scope?.auditUpTo ?? 0);
    for (let n = next; n <= last; n++) expect(keys).toContain(n);
    expect(await store.lastAuditKey("info-mart", "job-1")).toBe(Math.max(...keys));
    for (const run of runs) {
      expect(records.filter(({ dueAt }) => dueAt === run.dueAt)).toHaveLength(2);
      expect(run.artifact).toBe(run.state === "Finished" ? "Published" : "None");
      if (run.state === "Finished" || run.state === "Failed") continue;
      // Its job is free again for the next process of this test.
      await store.changeExport(run.id, ["Queued", "InProgress"], { state: "Failed" });
    }
    next = Number(newest) + 1;
  }
});
