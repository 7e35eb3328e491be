/**
 * Import of a file of attempts: a thread reads and checks its rows, all of them, into a work file; the
 * campaigns take them some thousand at a time, and the ledger takes the verdict. A call that is known already
 * changes nothing, so that after a crash between the two the file is simply taken again.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import type { RunOutcome } from "../store/run-outcome.ts";
import type { Verdict } from "../store/run.ts";
import type { ApplyProgress } from "../store/store.ts";
import { countOutcome, outcomeIssue } from "./attempts-outcome.ts";
import { openLines, readWork, type WorkLine } from "./attempts-work.ts";
import type { DropDeps, DropJob } from "./deps.ts";
import {
  type AttemptFile,
  type AttemptSource,
  readAttempts,
  type ReadAttemptsDeps,
} from "./read-attempts.ts";

/** Attempts of one transaction: diallers wait no longer than it takes. */
const TRANSACTION_ROWS = 2_000;

/** @throws what `importRows` does. */
export async function importAttempts(
  deps: DropDeps,
  { folder, run }: DropJob,
  onProgress: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  const stem = join(deps.workPath, run.id);
  const source = {
    path: join(folder.inProcessPath, run.inProcessName),
    fileName: run.file,
    type: folder.type,
    workPath: `${stem}.attempts.tmp`,
    issuesPath: `${stem}.outcome.tmp`,
  };
  try {
    const outcome = await attemptsOutcome(deps, source, onProgress);
    const { id, attempt, startedAt } = run;
    return await deps.store.decideRun({ run: id, attempt, startedAt }, outcome);
  } finally {
    await rm(source.workPath, { force: true });
    await rm(source.issuesPath, { force: true });
  }
}

/** Reads the file and records its attempts. Throws as `importAttempts`. */
export async function attemptsOutcome(
  deps: ReadAttemptsDeps,
  source: AttemptSource & { readonly issuesPath: string; readonly rowsAtOnce?: number },
  onProgress: (progress: ApplyProgress) => void,
): Promise<RunOutcome> {
  const file = await readAttempts(deps, source, onProgress);
  const rows = { ...file.rows };
  await using issues = openLines(source.issuesPath);
  for await (const lines of readWork(source.workPath, source.rowsAtOnce ?? TRANSACTION_ROWS)) {
    deps.signal.throwIfAborted();
    await issues.write(
      file.refused ? issuesOf(lines) : await recordLines(deps, { file, rows }, lines),
    );
    const done = rows.created + rows.unchanged + rows.rejected + rows.skipped;
    const seen = { filesDone: 0, rowsSeen: done, bytesRead: file.bytes, totalBytes: file.bytes };
    onProgress({ ...seen, step: "storing" });
  }
  await issues.end();
  if (file.refused) rows.skipped = rows.total - rows.rejected;
  const { sha256, bytes, notes, sheet, refused } = file;
  return {
    ...{ sha256, bytes, notes, rows, issues: [], issuesPath: source.issuesPath },
    ...(sheet === undefined ? {} : { sheet }),
    ...(refused === undefined ? {} : { refused }),
    decidedAt: deps.clock.now().toISOString(),
  };
}

function issuesOf(lines: readonly WorkLine[]): readonly object[] {
  return lines.flatMap((line) => ("issue" in line ? [line.issue] : []));
}

/** Records the attempts of some lines in one transaction; what there is to say of the lines, in their order. */
async function recordLines(
  { attempts, clock }: ReadAttemptsDeps,
  { file, rows }: Pick<RunOutcome, "rows"> & { readonly file: AttemptFile },
  lines: readonly WorkLine[],
): Promise<readonly object[]> {
  const reports = lines.flatMap((line) => ("report" in line ? [line.report] : []));
  const outcomes =
    reports.length === 0
      ? []
      : await effect("attempts.record", () =>
          attempts.recordAttempts(reports, clock.now().toISOString()),
        );
  const { sheet } = file;
  let at = 0;
  return lines.flatMap((line) => {
    if ("issue" in line) return [line.issue];
    const outcome = outcomes[at++];
    if (!outcome) throw new Error("The ledger left out the outcome of an attempt.");
    countOutcome(rows, outcome);
    const place = { ...(sheet === undefined ? {} : { sheet }), row: line.row };
    return outcomeIssue(outcome, line.report, place) ?? [];
  });
}
