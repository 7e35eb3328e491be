/** `quayside demo`: the whole main job on the models, in a temporary folder, with the time of each step. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../../core/errors.ts";
import type { RunRecord } from "../../store/run.ts";
import type { StoredRecord } from "../../store/store.ts";
import type { Command, CommandContext } from "../command.ts";
import { createDaemonClient, type DaemonClient } from "../daemon-client.ts";
import { dropFile } from "../drop-file.ts";
import { EXIT } from "../exit-codes.ts";
import { countsText, statusText } from "../verdict-text.ts";
import { waitForRun } from "../wait-for-run.ts";
import type { ServiceStatus } from "./status.ts";

const SETTINGS = `folder: ./exchange
server: Demo
virtualUnit: BJS
users: [{ name: batch, rights: [import, campaigns, export] }]
automaticImport: { user: batch, settle: 100ms, defaultCountry: FI }
`;
const START_LIMIT_MS = 30_000;

export const demoCommand: Command = {
  name: "demo",
  usage: "",
  summary:
    "the whole main job in a temporary folder: imports the models of all types, exports, encrypts, opens",
  options: [{ flags: "--keep", summary: "leave the folder, to look around in it" }],
  examples: ["quayside demo --keep"],
  exitCodes: [0, 1, 4],
  run: async (context, { options }) => {
    const folder = await mkdtemp(join(tmpdir(), "quayside-demo-"));
    const settingsPath = join(folder, "service.yml");
    await writeFile(settingsPath, SETTINGS);
    const main = fileURLToPath(new URL("../../main.js", import.meta.url));
    const child = spawn(process.execPath, [main, "start", "--settings", settingsPath], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    try {
      return await show(context, { folder, settingsPath, child });
    } finally {
      await end(child);
      if (options["keep"] === true) context.terminal.out(`\nThe folder stays: ${folder}`);
      else await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Demo {
  readonly folder: string;
  readonly settingsPath: string;
  readonly child: ChildProcess;
}

async function show(context: CommandContext, demo: Demo): Promise<number> {
  const { terminal, clock } = context;
  const { loadConfig } = await import("../../config/load-config.ts");
  const config = await loadConfig({ settingsPath: demo.settingsPath });
  const daemon = createDaemonClient(config.socketPath);
  const step = stopwatch(context);
  const { drop } = await whenReady(context, daemon, demo);
  step(`the daemon runs on ${config.folder}`);
  const models = join(config.folder, "Examples and Templates");
  const runs: RunRecord[] = [];
  for (const line of drop.lines) {
    const modelPath = join(models, `${line.type}.xlsx`);
    await whenWritten(context, modelPath);
    const file = await dropFile(modelPath, line.folderPath);
    const run = await waitForRun(
      { daemon, clock },
      { type: line.type, file, after: "" },
      () => undefined,
    );
    runs.push(run);
    const { verdict } = run;
    const outcome = verdict
      ? `${statusText(verdict.status, terminal.colours)}, ${countsText(verdict.rows)}`
      : "";
    step(`${line.type}/${file}: ${outcome}`);
  }
  const answer = await daemon.get<{ records: readonly StoredRecord[] }>("/v1/records/Directory", {
    limit: 3,
  });
  step("the first records of Directory, as `quayside records Directory` shows them:");
  for (const record of answer.records) terminal.out(`          ${JSON.stringify(record)}`);
  const sample = runs.find((run) => run.type === "Directory");
  step(`files in Directory/History: ${Object.values(sample?.files ?? {}).join(", ")}`);
  const { showExport } = await import("./demo-export.ts");
  await showExport(context, { daemon, config, folder: demo.folder, step });
  return runs.every((run) => run.verdict?.status === "Succeeded") ? EXIT.done : EXIT.rejected;
}

/** Prints a line with the time since the one before. */
function stopwatch({ terminal, clock }: CommandContext): (text: string) => void {
  let lastMs = clock.monotonicMs();
  return (text) => {
    const now = clock.monotonicMs();
    terminal.out(`${((now - lastMs) / 1000).toFixed(2).padStart(7)} s  ${text}`);
    lastMs = now;
  };
}

async function whenReady(
  { clock }: CommandContext,
  daemon: DaemonClient,
  { child }: Demo,
): Promise<ServiceStatus> {
  const endMs = clock.monotonicMs() + START_LIMIT_MS;
  for (;;) {
    try {
      return await daemon.get<ServiceStatus>("/v1/status");
    } catch (error) {
      const isStarting = error instanceof OperatorError && error.code === "S007";
      if (!isStarting || child.exitCode !== null || clock.monotonicMs() > endMs) throw error;
      await clock.sleep(50);
    }
  }
}

/** The daemon answers while its models are still being written, each under its name when it is whole. */
async function whenWritten({ clock }: CommandContext, path: string): Promise<void> {
  const endMs = clock.monotonicMs() + START_LIMIT_MS;
  while (!existsSync(path) && clock.monotonicMs() < endMs) await clock.sleep(50);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
