/** Last steps: the source moves to History, `.result` appears, the run is closed. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { OperatorError, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { moveNoReplace } from "../files/move.ts";
import { syncFile, syncFolder } from "../files/sync.ts";
import type { DecidedJob, DropDeps } from "./deps.ts";
import { resultDocument, type HistoryFiles } from "./result-file.ts";
import { runLogPath } from "./run-log.ts";

/**
 * Moves the source into History and puts all names there onto the disk.
 * @returns its name; undefined when somebody took it away meanwhile (the log then says so).
 */
export async function archive(deps: DropDeps, job: DecidedJob): Promise<string | undefined> {
  const { folder, run } = job;
  const from = join(folder.inProcessPath, run.inProcessName);
  const to = join(folder.historyPath, run.historyName);
  let name: string | undefined = run.historyName;
  if (!existsSync(to) || existsSync(from)) {
    try {
      const outcome = await effect("archive.move", () =>
        moveNoReplace(from, to, { syncFolders: false }),
      );
      if (outcome === "taken")
        throw new OperatorError("S005", `${to} is in the way: move it elsewhere`);
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
      name = undefined;
      deps.log.warn(
        { event: "drop.passed", run: run.id, path: from },
        "the source is not in InProcess any more",
      );
    }
  }
  await effect("archive.sync", async () => {
    // Who dropped the file need not have put its content onto the disk.
    if (name !== undefined) await syncFile(to);
    await syncFolder(folder.historyPath);
    await syncFolder(folder.inProcessPath);
  });
  return name;
}

/** Writes `.result`, after everything else is in place, and closes the run in the ledger. */
export async function conclude(
  deps: DropDeps,
  job: DecidedJob,
  files: HistoryFiles,
): Promise<void> {
  const { folder, run } = job;
  const result = `${run.historyName}.result`;
  const document = resultDocument(run, run.verdict, files, deps.timeZone);
  await effect("report.result", () => writeFileAtomic(join(folder.historyPath, result), document));
  await effect("archive.ledger", () =>
    deps.store.archiveRun(run.id, { ...files, result }, deps.clock.now().toISOString()),
  );
  await effect("archive.sweep", () => rm(runLogPath(deps.workPath, run.id), { force: true }));
}
