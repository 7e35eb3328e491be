/**
 * What the sender of a file reads: `.log`, the rejected rows, `.err`. Made from the ledger and the
 * source, so that a second try after a crash writes the same again. `.result` is not here: it comes last.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { mapAtOnce } from "../core/at-once.ts";
import { effect } from "../core/effect.ts";
import { InputError, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { DecidedRun } from "../store/run.ts";
import { AT_ONCE, type DecidedJob, type DropDeps, type Group, type ReportedRun } from "./deps.ts";
import { ensureFolder } from "./folders.ts";
import { LOGGED_ISSUES, logText } from "./log-file.ts";
import { readingOf } from "./reading.ts";
import { errFiles, type HistoryFiles } from "./result-file.ts";
import { findRunLogs, runLogPath } from "./run-log.ts";

/** Writes the files beside the sources and answers their names by role. */
export async function report(
  deps: DropDeps,
  { folder, runs }: Group<DecidedRun>,
): Promise<readonly ReportedRun[]> {
  await ensureFolder(folder.historyPath);
  const hasLog = await findRunLogs(deps.workPath);
  // One by one: each is the work of a reading thread.
  const rejected = new Map<string, string | undefined>();
  for (const run of runs) rejected.set(run.id, await reportRejected(deps, { folder, run }));
  return await mapAtOnce(runs, AT_ONCE, async (run) => {
    const job = { folder, run };
    const log = await reportLog(deps, job, hasLog(run.id) ? await readRunLog(deps, job) : "");
    const errors = await reportErrors(job);
    const rows = rejected.get(run.id);
    return { run, files: { log, ...(rows === undefined ? {} : { rejected: rows }), ...errors } };
  });
}

async function readRunLog(deps: DropDeps, { run }: DecidedJob): Promise<string> {
  return await readFile(runLogPath(deps.workPath, run.id), "utf8");
}

async function reportLog(deps: DropDeps, job: DecidedJob, notes: string): Promise<string> {
  const { run, folder } = job;
  const { verdict } = run;
  const issueCount = Object.values(verdict.codes).reduce((sum, count) => sum + count, 0);
  const issues = issueCount === 0 ? [] : await deps.store.issues(run.id, 0, LOGGED_ISSUES);
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
          reading: readingOf(folder.type, deps.reading),
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
