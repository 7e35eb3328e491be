/** Exports campaigns that have ended by the built program in a process of its own, which may be killed. */
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EXPORT_OPTIONS } from "./campaign-exporting.ts";
import { SHIPPED } from "./campaigning.ts";

/** What the daemon does at its start, without its other parts, which would take longer. */
const PROGRAM = `
const [dist, planPath] = process.argv.slice(2);
const load = (name) => import(dist + name);
const { readFileSync } = await import("node:fs");
const { openSqliteStore } = await load("store/sqlite/open-store.js");
const { exportCampaign } = await load("campaigns/export/pipeline.js");
const { buildInThread } = await load("campaigns/export/build-in-thread.js");
const { sweepWorkFolders } = await load("campaigns/export/work-set.js");
const { systemClock: clock } = await load("core/clock.js");
const { createLogger } = await load("core/log.js");
const plan = JSON.parse(readFileSync(planPath, "utf8"));
const { storePath: path, types, timeZone, workFolder } = plan;
const store = await openSqliteStore({ path, types, timeZone, workFolder });
const log = createLogger({ level: "silent", pretty: false });
const build = (one, signal) => buildInThread(clock, one, signal);
const open = await store.campaigns({ states: ["Completed", "Stopped"] });
await sweepWorkFolders(plan.workPath, new Set(open.map(({ id }) => id)));
for (const campaign of open) {
  await exportCampaign({ ...plan, clock, log, build, ledger: store }, campaign, new AbortController().signal);
}
await store[Symbol.asyncDispose]();
`;

export interface ExportChild {
  /** The folder of the store, whose file is `store.db`; nobody else has it open. */
  readonly folder: string;
  /** Main module of the program. */
  readonly mainPath: string;
  /** Where it kills itself. */
  readonly crashAt?: string;
}

/** Gives the signal that ended it; null: it came to its end. Rejects when it failed. */
export async function exportInChild(child: ExportChild): Promise<NodeJS.Signals | null> {
  const { folder, mainPath, crashAt = "" } = child;
  const planPath = join(folder, "plan.json");
  await mkdir(join(folder, "server"), { recursive: true });
  const plan = {
    ...{ types: SHIPPED, timeZone: "UTC", storePath: join(folder, "store.db") },
    workFolder: join(folder, "work"),
    workPath: join(folder, "campaigns"),
    exportPath: join(folder, "server/Export"),
    options: {
      ...EXPORT_OPTIONS,
      reportTemplate: await readFile("templates/campaign-report.html", "utf8"),
    },
  };
  await writeFile(planPath, JSON.stringify(plan));
  const programPath = join(folder, "export.mjs");
  await writeFile(programPath, PROGRAM);
  const dist = `${pathToFileURL(dirname(mainPath)).href}/`;
  const started = spawn(process.execPath, [programPath, dist, planPath], {
    env: { ...process.env, CRASH_AT: crashAt },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  started.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return await new Promise((resolve, reject) => {
    started.on("close", (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(said));
      else resolve(signal);
    });
  });
}
