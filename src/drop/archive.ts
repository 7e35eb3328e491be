/** Last steps: the sources move to History, `.result` appears, the runs are closed. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { mapAtOnce } from "../core/at-once.ts";
import { effect } from "../core/effect.ts";
import { OperatorError, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { moveNoReplace } from "../files/move.ts";
import { syncFile, syncFolder } from "../files/sync.ts";
import { AT_ONCE, type DecidedJob, type DropDeps, type Group, type ReportedRun } from "./deps.ts";
import { resultDocument } from "./result-file.ts";
import { findRunLogs, runLogPath } from "./run-log.ts";

/**
 * Moves the sources into History and puts all names there onto the disk. A source that somebody took
 * away meanwhile is missing among the files of its run.
 */
export async function archive(
  deps: DropDeps,
  { folder, runs }: Group<ReportedRun>,
): Promise<readonly ReportedRun[]> {
  const archived = await mapAtOnce(runs, AT_ONCE, async ({ run, files }) => {
    const isThere = await moveSource(deps, { folder, run });
    return { run, files: isThere ? { source: run.historyName, ...files } : files };
  });
  await effect("archive.sync", async () => {
    // Who dropped a file need not have put its content onto the disk.
    await mapAtOnce(archived, AT_ONCE, async ({ files: { source } }) => {
      if (source !== undefined) await syncFile(join(folder.historyPath, source));
    });
    await syncFolder(folder.historyPath);
    await syncFolder(folder.inProcessPath);
  });
  return archived;
}

/** Answers whether the source stands in History. */
async function moveSource(deps: DropDeps, { folder, run }: DecidedJob): Promise<boolean> {
  const from = join(folder.inProcessPath, run.inProcessName);
  const to = join(folder.historyPath, run.historyName);
  if (existsSync(to) && !existsSync(from)) return true;
  try {
    const outcome = await effect("archive.move", () =>
      moveNoReplace(from, to, { syncFolders: false }),
    );
    if (outcome === "moved") return true;
    throw new OperatorError("S005", `${to} is in the way: move it elsewhere`);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    const fields = { event: "drop.passed" as const, run: run.id, path: from };
    deps.log.warn(fields, "the source is not in InProcess any more");
    return false;
  }
}

/** Writes each `.result`, after everything else is in place, and closes the runs in the ledger. */
export async function conclude(
  deps: DropDeps,
  { folder, runs }: Group<ReportedRun>,
): Promise<void> {
  const hasLog = await findRunLogs(deps.workPath);
  const concluded = await mapAtOnce(runs, AT_ONCE, async ({ run, files }) => {
    const result = `${run.historyName}.result`;
    const document = resultDocument(run, run.verdict, files, deps.timeZone);
    await effect("report.result", () =>
      writeFileAtomic(join(folder.historyPath, result), document, { syncFolder: false }),
    );
    return { id: run.id, files: { ...files, result } };
  });
  await effect("report.sync", () => syncFolder(folder.historyPath));
  await effect("archive.ledger", () =>
    deps.store.archiveRuns(concluded, deps.clock.now().toISOString()),
  );
  await effect("archive.sweep", async () => {
    for (const { id } of concluded.filter((run) => hasLog(run.id))) {
      await rm(runLogPath(deps.workPath, id), { force: true });
    }
  });
}
