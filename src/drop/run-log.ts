/** The log of one run while it goes on: a text file in the work folder that `.log` begins with. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createRunLog, type Logger, type RunLog } from "../core/log.ts";
import type { RunRecord } from "../store/run.ts";
import { shownName } from "../files/safe-name.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import type { DropFolder } from "./folders.ts";

export function runLogPath(workPath: string, runId: string): string {
  return join(workPath, `${runId}.log`);
}

/** Tells which runs have a log: most have none, since a line is written where something is amiss. */
export function findRunLogs(workPath: string): (runId: string) => boolean {
  const names = new Set(readdirSync(workPath));
  return (runId) => names.has(`${runId}.log`);
}

/** Opens the log for adding, so that it also tells of the attempts before a crash. */
export function openRunLog(deps: DropDeps, { folder, run }: DropJob): RunLog {
  const path = runLogPath(deps.workPath, run.id);
  return createRunLog(deps.log, path, runBindings(folder, run), deps);
}

/** Writes into a log that is open for no longer than that. */
export async function noteInRunLog(
  deps: DropDeps,
  job: DropJob,
  write: (log: Logger) => void,
): Promise<void> {
  await using runLog = openRunLog(deps, job);
  write(runLog.logger);
}

/** What every line about a run carries in the daemon's log. */
export function runBindings(folder: DropFolder, run: RunRecord): Readonly<Record<string, string>> {
  return { run: run.id, type: folder.type.type, file: shownName(run.file) };
}
