/** `import` and `status` against a service that answers over a real socket. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noCampaigns } from "../../helpers/no-campaigns.ts";
import { createDiallerDesk } from "../../../src/campaigns/dialler/desk.ts";
import { noMails } from "../../helpers/no-mails.ts";
import { noExports } from "../../helpers/no-exports.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { runProgram } from "../../../src/cli/program.ts";
import type { ServiceCalls } from "../../../src/cli/service-calls.ts";
import type { ConsoleServer } from "../../../src/console/server.ts";
import { startConsole } from "../../../src/console/server.ts";
import { createLogger } from "../../../src/core/log.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { DropStatus } from "../../../src/drop/status.ts";
import type { RunRecord, RunStatus } from "../../../src/store/run.ts";
import type { Store } from "../../../src/store/store.ts";
import { recorder } from "./recorder.ts";

const log = createLogger({ level: "silent", pretty: false, write: () => undefined });

let folder: string;
let dropFolder: string;
let server: ConsoleServer;
let runs: RunRecord[];
let status: DropStatus;
let outcome: RunStatus;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-import-"));
  dropFolder = join(folder, "Skills");
  outcome = "Succeeded";
  runs = [];
  await writeFile(join(folder, "service.yml"), "server: test\nconsole: { socket: ./q.sock }\n");
  await writeFile(join(folder, "skills.csv"), "Name\nGerman\n");
  await mkdir(dropFolder);
  status = {
    enabled: true,
    automaticPath: folder,
    lines: [
      { type: "Skills", folderPath: dropFolder, watch: "events", waiting: [], waitingCount: 0 },
    ],
  };
  server = await startConsole(
    {
      clock: systemClock,
      store: store(),
      exports: noExports,
      mails: noMails,
      campaigns: createDiallerDesk({
        clock: systemClock,
        ledger: noCampaigns,
        onChanged: () => undefined,
      }),
      dropStatus: () => status,
      scanNow: importAll,
      health: async () => ({ ok: true, parts: [] }),
      about: { version: "1", pid: 1, folder, timeZone: "UTC", startedAt: "2026" },
      uptimeMs: () => 61_000,
    },
    { socketPath: join(folder, "q.sock"), log },
  );
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function store(): Store {
  const part: Partial<Store> = {
    runs: async ({ file, limit }) => {
      return runs.filter((run) => file === undefined || run.file === file).slice(0, limit);
    },
  };
  return part as Store;
}

/** What the daemon would make of the files in the folder. */
async function importAll(): Promise<void> {
  for (const file of await readdir(dropFolder)) {
    const isGood = outcome === "Succeeded";
    const rows = { total: 1, created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: 0 };
    runs.unshift({
      id: `01JD${String(runs.length).padStart(22, "0")}`,
      type: "Skills",
      file,
      inProcessName: file,
      historyName: file,
      state: "Archived",
      attempt: 1,
      user: "batch",
      claimedAt: "2026-11-20T08:15:00.000Z",
      startedAt: "2026-11-20T08:15:00.000Z",
      verdict: {
        status: outcome,
        sha256: "0".repeat(64),
        bytes: 12,
        rows: { ...rows, created: isGood ? 1 : 0, rejected: isGood ? 0 : 1 },
        sheets: {},
        warnings: 0,
        codes: isGood ? {} : { R001: 1 },
        errors: [],
        decidedAt: "2026-11-20T08:15:00.000Z",
        notes: [],
      },
      files: isGood ? {} : { rejected: "x.rejected.csv" },
    });
  }
}

async function run(...argv: string[]): Promise<{ code: number; out: string; notes: string }> {
  const { terminal, out, notes } = recorder();
  const calls = {} as ServiceCalls;
  const deps = { terminal, clock: systemClock, calls, commands: COMMANDS, version: "1" };
  const code = await runProgram(deps, ["--settings", join(folder, "service.yml"), ...argv]);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

describe("import", () => {
  it("drops the file, waits for its run and prints what became of it", async () => {
    const { code, out } = await run("import", join(folder, "skills.csv"), "--type", "skills");
    expect(code).toBe(0);
    expect(await readdir(dropFolder)).toEqual(["skills.csv"]);
    expect(out).toContain("skills.csv: Succeeded.");
    expect(out).toContain("1 row: 1 created, run 01JD");
  });

  it("ends with 4 when rows were rejected, and names the file to mend", async () => {
    outcome = "PartiallySucceeded";
    const { code, out } = await run("import", join(folder, "skills.csv"), "--type", "Skills");
    expect(code).toBe(4);
    expect(out).toContain("x.rejected.csv");
  });

  it("waits for its own run and not for an earlier one of the same name", async () => {
    await writeFile(join(dropFolder, "skills.csv"), "");
    await importAll();
    await rm(join(dropFolder, "skills.csv"));
    const { out } = await run("import", join(folder, "skills.csv"), "--type", "Skills", "--json");
    const document = JSON.parse(out) as { runs: RunRecord[] };
    expect(document.runs.map(({ id }) => id)).toEqual([`01JD${"1".padStart(22, "0")}`]);
  });

  it("says which type is meant by one that there is not", async () => {
    const { code, notes } = await run("import", join(folder, "skills.csv"), "--type", "Skils");
    expect(code).toBe(2);
    expect(notes).toContain("Did you mean Skills?");
    expect(await readdir(dropFolder)).toEqual([]);
  });

  it("drops nothing while imports are off", async () => {
    status = { ...status, enabled: false, reason: "the user lacks rights" };
    const { code, notes } = await run("import", join(folder, "skills.csv"), "--type", "Skills");
    expect(code).toBe(6);
    expect(notes).toContain("A001 imports are off: the user lacks rights");
    expect(await readdir(dropFolder)).toEqual([]);
  });
});

describe("status", () => {
  it("shows progress with speed and estimate, and why files are waited for", async () => {
    status = {
      ...status,
      lines: [
        {
          type: "Skills",
          folderPath: dropFolder,
          watch: "events",
          running: {
            run: "01JD",
            file: "big.csv",
            attempt: 1,
            step: "storing",
            rows: 410_000,
            bytesRead: 41,
            totalBytes: 100,
            startedAt: "2026",
            rowsPerSecond: 82_000,
            remainingMs: 7_200,
          },
          waiting: [{ file: "next.csv", bytes: 1_500, since: "2026", reason: "grew 1 s ago" }],
          waitingCount: 3,
          held: { code: "S004", reason: "the disk is full" },
        },
      ],
    };
    const { code, out } = await run("status");
    expect(code).toBe(0);
    expect(out.split("\n").slice(1).join("\n")).toMatchInlineSnapshot(`
      "Skills  [##########--------------]   41 %  big.csv  410 000 rows  82 000 rows/s  7 s left  storing
      Skills  held: S004 the disk is full
      Skills  waits  next.csv (1.5 kB): grew 1 s ago
      Skills  ... and 2 more"
    `);
    expect(JSON.parse((await run("status", "--json")).out)).toMatchObject({ drop: status });
  });

  it("says where to drop files when there is nothing to do", async () => {
    expect((await run("status")).out).toContain(`idle; drop files into ${folder}`);
  });
});
