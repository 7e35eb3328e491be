/**
 * What the sender of a file reads: `.log`, the rejected rows, `.err`. Made from the ledger and the
 * source, so that a second try after a crash writes the same again. `.result` is not here: it comes last.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { InputError, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { DecidedJob, DropDeps } from "./deps.ts";
import { ensureFolder } from "./folders.ts";
import { LOGGED_ISSUES, logText } from "./log-file.ts";
import { errFiles, type HistoryFiles } from "./result-file.ts";
import { runLogPath } from "./run-log.ts";

/** Writes the files beside the source and answers their names by role. */
export async function report(deps: DropDeps, job: DecidedJob): Promise<HistoryFiles> {
  await ensureFolder(job.folder.historyPath);
  const rejected = await reportRejected(deps, job);
  const log = await reportLog(deps, job);
  const errors = await reportErrors(job);
  return { log, ...(rejected === undefined ? {} : { rejected }), ...errors };
}

async function reportLog(deps: DropDeps, job: DecidedJob): Promise<string> {
  const { run, folder } = job;
  const { verdict } = run;
  const issueCount = Object.values(verdict.codes).reduce((sum, count) => sum + count, 0);
  const issues = issueCount === 0 ? [] : await deps.store.issues(run.id, 0, LOGGED_ISSUES);
  const notes = await readFile(runLogPath(deps.workPath, run.id), "utf8").catch(
    (error: unknown) => {
      if (systemCode(error) === "ENOENT") return "";
      throw error;
    },
  );
  const text = logText(run, verdict, issues, { notes, issueCount, timeZone: deps.timeZone });
  const name = `${run.historyName}.log`;
  await effect("report.log", () =>
    writeFileAtomic(join(folder.historyPath, name), text, { syncFolder: false }),
  );
  return name;
}

/** The rows that were rejected, read from the source once more, in a reading thread. */
async function reportRejected(deps: DropDeps, job: DecidedJob): Promise<string | undefined> {
  const { run, folder } = job;
  const { verdict } = run;
  if (verdict.rows.rejected === 0) return undefined;
  const issuesPath = join(deps.workPath, `${run.id}.issues.jsonl`);
  await rm(issuesPath, { force: true });
  await deps.store.writeIssues(run.id, issuesPath);
  try {
    const written = await effect("report.rejected", () =>
      deps.readers.rejected(
        {
          sourcePath: sourcePath(job),
          file: run.file,
          type: folder.type,
          reading: deps.reading,
          issuesPath,
          stemPath: join(folder.historyPath, run.historyName),
          isApplied: verdict.status !== "Failed",
        },
        deps.signal,
      ),
    );
    return written?.name;
  } catch (error) {
    // A file that breaks in the middle is broken the second time too: its log says so.
    if (error instanceof InputError || systemCode(error) === "ENOENT") return undefined;
    throw error;
  } finally {
    await rm(issuesPath, { force: true });
  }
}

async function reportErrors(job: DecidedJob): Promise<HistoryFiles> {
  const files = errFiles(job.run.historyName, job.run.verdict);
  for (const { name, code } of files) {
    const path = join(job.folder.historyPath, name);
    await effect("report.err", () => writeFileAtomic(path, code, { syncFolder: false }));
  }
  const named = files.map(({ name }, index) => [index === 0 ? "err" : `err${index + 1}`, name]);
  return Object.fromEntries(named) as HistoryFiles;
}

/** In InProcess, or in History already where a former try got further. */
function sourcePath({ folder, run }: DecidedJob): string {
  const moved = join(folder.historyPath, run.historyName);
  return existsSync(moved) ? moved : join(folder.inProcessPath, run.inProcessName);
}
