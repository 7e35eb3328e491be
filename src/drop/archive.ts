/** Last steps: the sources move to History, `.result` appears, the runs are closed. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { OperatorError } from "../core/errors.ts";
import type { DropDeps, Group, ReportedRun } from "./deps.ts";
import type { SmallFile } from "./filing-calls.ts";
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
  const moves = runs.map(({ run }) => ({
    from: join(folder.inProcessPath, run.inProcessName),
    to: join(folder.historyPath, run.historyName),
  }));
  const outcomes = await deps.filing.move(moves);
  const paths: string[] = [];
  const archived = runs.map(({ run, files }, at) => {
    const { from = "", to = "" } = moves[at] ?? {};
    if (outcomes[at] === "taken")
      throw new OperatorError("S005", `${to} is in the way: move it elsewhere`);
    if (outcomes[at] === "moved") {
      paths.push(to);
      return { run, files: { source: run.historyName, ...files } };
    }
    const fields = { event: "drop.passed" as const, run: run.id, path: from };
    deps.log.warn(fields, "the source is not in InProcess any more");
    return { run, files };
  });
  await effect("archive.sync", async () => {
    // Who dropped a file need not have put its content onto the disk.
    await deps.filing.sync(paths, [folder.historyPath, folder.inProcessPath]);
  });
  return archived;
}

/** Writes each `.result`, after everything else is in place, and closes the runs in the ledger. */
export async function conclude(
  deps: DropDeps,
  { folder, runs }: Group<ReportedRun>,
): Promise<void> {
  const hasLog = findRunLogs(deps.workPath);
  const concluded = runs.map(({ run, files }) => ({
    run,
    files: { ...files, result: `${run.historyName}.result` },
  }));
  await deps.filing.write(
    concluded.map(({ run, files }): SmallFile => {
      const { result, ...others } = files;
      const content = resultDocument(run, run.verdict, others, deps.timeZone);
      return { effect: "report.result", path: join(folder.historyPath, result), content };
    }),
  );
  await effect("report.sync", () => deps.filing.sync([], [folder.historyPath]));
  await effect("archive.ledger", () =>
    deps.store.archiveRuns(
      concluded.map(({ run, files }) => ({ id: run.id, files })),
      deps.clock.now().toISOString(),
    ),
  );
  deps.onArchived?.();
  await effect("archive.sweep", async () => {
    for (const {
      run: { id },
    } of concluded.filter(({ run }) => hasLog(run.id))) {
      await rm(runLogPath(deps.workPath, id), { force: true });
    }
  });
}
