/**
 * What the sender of a file reads: `.log`, the rejected rows, `.err`. Made from the ledger and the
 * source, so that a second try after a crash writes the same again. `.result` is not here: it comes last.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { effect } from "../core/effect.ts";
import { InputError, systemCode } from "../core/errors.ts";
import type { DecidedRun } from "../store/run.ts";
import { type DecidedJob, type DropDeps, type Group, type ReportedRun } from "./deps.ts";
import type { SmallFile } from "./filing-calls.ts";
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
  const hasLog = findRunLogs(deps.workPath);
  // One by one: each is the work of a reading thread.
  const rejected = new Map<string, string | undefined>();
  for (const run of runs) rejected.set(run.id, await reportRejected(deps, { folder, run }));
  const reported: ReportedRun[] = [];
  const toWrite: SmallFile[] = [];
  for (const run of runs) {
    const job = { folder, run };
    const notes = hasLog(run.id) ? await readFile(runLogPath(deps.workPath, run.id), "utf8") : "";
    const log = await logFile(deps, job, notes);
    const errors = errFiles(run.historyName, run.verdict);
    toWrite.push(log, ...errors.map((each) => errFile(job, each)));
    const rows = rejected.get(run.id);
    const files = { ...(rows === undefined ? {} : { rejected: rows }), ...namesOf(errors) };
    reported.push({ run, files: { log: basename(log.path), ...files } });
  }
  await deps.filing.write(toWrite);
  return reported;
}

async function logFile(
  deps: DropDeps,
  { run, folder }: DecidedJob,
  notes: string,
): Promise<SmallFile> {
  const { verdict } = run;
  const issueCount = Object.values(verdict.codes).reduce((sum, count) => sum + count, 0);
  const issues = issueCount === 0 ? [] : await deps.store.issues(run.id, 0, LOGGED_ISSUES);
  const content = logText(run, verdict, issues, { notes, issueCount, timeZone: deps.timeZone });
  const path = join(folder.historyPath, `${run.historyName}.log`);
  return { effect: "report.log", path, content };
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

type ErrFile = ReturnType<typeof errFiles>[number];

function errFile({ folder }: DecidedJob, { name, code }: ErrFile): SmallFile {
  return { effect: "report.err", path: join(folder.historyPath, name), content: code };
}

/** By role: err, err2, err3. */
function namesOf(files: readonly ErrFile[]): HistoryFiles {
  const named = files.map(({ name }, index) => [index === 0 ? "err" : `err${index + 1}`, name]);
  return Object.fromEntries(named) as HistoryFiles;
}

/** In InProcess, or in History already where a former try got further. */
function sourcePath({ folder, run }: DecidedJob): string {
  const moved = join(folder.historyPath, run.historyName);
  return existsSync(moved) ? moved : join(folder.inProcessPath, run.inProcessName);
}
