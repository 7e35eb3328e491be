/** Second half of the demo: a job exports the imported history, and its client opens the artifact. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createSelfSigned } from "../../certificates/forge.ts";
import type { ServiceConfig } from "../../config/service-config.ts";
import type { ActionsAnswer } from "../../console/routes/jobs.ts";
import { AppError } from "../../core/errors.ts";
import type { ExportRun } from "../../store/export-run.ts";
import type { CommandContext } from "../command.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { exportRunTexts } from "../export-text.ts";
import { runArtifactSteps } from "./demo-open.ts";

const JOB = {
  Title: "Interactions of the demo",
  Source: "contact-history",
  Type: "interaction",
  Run: "once",
  Timeframe: "all",
};

export interface DemoExport {
  readonly daemon: DaemonClient;
  readonly config: ServiceConfig;
  readonly folder: string;
  /** Prints a line with the time since the one before. */
  readonly step: (text: string) => void;
}

export async function showExport(context: CommandContext, demo: DemoExport): Promise<void> {
  const { daemon, step, folder, config } = demo;
  const now = context.clock.now();
  const made = await createSelfSigned({ commonName: "demo client", days: 365, now });
  const keyPath = join(folder, "client.key");
  await writeFile(keyPath, made.keyPem, { mode: 0o600 });
  await writeFile(join(folder, "client.pem"), made.certificatePem);
  await command(config, ["certificate", "set", join(folder, "client.pem")]);
  step("a certificate for the client: quayside certificate set client.pem");
  const rows = [{ row: 1, fields: JOB }];
  const { outcomes } = await daemon.post<ActionsAnswer>("/v1/jobs/actions", { rows });
  const outcome = outcomes[0];
  if (!outcome?.ok) throw new AppError("S001", "the job of the demo was refused");
  const run = await finished(context, daemon, outcome.job);
  step("the job ran, as `quayside history show` tells:");
  for (const line of exportRunTexts(run, context.terminal.colours)) {
    context.terminal.out(`          ${line}`);
  }
  await runArtifactSteps({ run, keyPath, folder, sharePath: sharePathOf(config), step });
}

/** Runs a command of this program on the settings of the demo. */
async function command(config: ServiceConfig, words: readonly string[]): Promise<void> {
  const main = process.argv[1] ?? "";
  const settings = config.settingsPath === undefined ? [] : ["--settings", config.settingsPath];
  await promisify(execFile)(process.execPath, [main, ...words, ...settings]);
}

async function finished(
  { clock }: CommandContext,
  daemon: DaemonClient,
  job: string,
): Promise<ExportRun> {
  for (;;) {
    const { exports } = await daemon.get<{ exports: readonly ExportRun[] }>("/v1/exports", { job });
    const run = exports[0];
    if (run?.error) throw new AppError(run.error.code, run.error.message);
    if (run?.finishedAt !== undefined) return run;
    await clock.sleep(100);
  }
}

function sharePathOf({ destinations, exports }: ServiceConfig): string {
  return destinations[exports.destination]?.path ?? "";
}
