/** The log of one run while it goes on: a text file in the work folder that `.log` begins with. */
import { join } from "node:path";
import { createRunLog, type RunLog } from "../core/log.ts";
import type { RunRecord } from "../store/run.ts";
import { shownName } from "../files/safe-name.ts";
import type { DropDeps } from "./deps.ts";
import type { DropFolder } from "./folders.ts";

export function runLogPath(workPath: string, runId: string): string {
  return join(workPath, `${runId}.log`);
}

/** Opens the log for adding, so that it also tells of the attempts before a crash. */
export function openRunLog(deps: DropDeps, folder: DropFolder, run: RunRecord): RunLog {
  const path = runLogPath(deps.workPath, run.id);
  return createRunLog(deps.log, path, runBindings(folder, run), deps);
}

/** What every line about a run carries in the daemon's log. */
export function runBindings(folder: DropFolder, run: RunRecord): Readonly<Record<string, string>> {
  return { run: run.id, type: folder.type.type, file: shownName(run.file) };
}
