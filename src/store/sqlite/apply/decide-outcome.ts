/** The verdict over a file whose rows went elsewhere, with its issues, in one transaction. */
import { effectSync } from "../../../core/effect.ts";
import type { RowIssue } from "../../../core/issue.ts";
import { type RunOutcome, outcomeVerdict } from "../../run-outcome.ts";
import type { Verdict } from "../../run.ts";
import type { RunToApply } from "../../store.ts";
import type { Database } from "../database.ts";
import { readRun } from "../runs.ts";
import { saveVerdict } from "./claim.ts";
import { IssueSpool, readIssueLines } from "./issue-spool.ts";
import { sameContentIssue } from "./same-content.ts";

/** @throws {AppError} S001 when the run is not Claimed with this attempt. */
export function decideOutcome(
  db: Database,
  { run, attempt, startedAt }: RunToApply,
  outcome: RunOutcome,
  workFolder: string,
): Verdict {
  const spool = new IssueSpool(workFolder, run);
  try {
    return effectSync("apply.commit", () =>
      db.transaction(() => {
        const type = readRun(db, run)?.type ?? "";
        const again = sameContentIssue(db, { id: run, type, sha256: outcome.sha256 });
        const verdict = outcomeVerdict(outcome, spooled(spool, allIssues(outcome, again)));
        saveVerdict(db, { id: run, startedAt, attempt }, verdict);
        spool.insertInto(db, run);
        return verdict;
      }),
    );
  } finally {
    spool.close();
  }
}

function* allIssues(
  { issues, issuesPath }: RunOutcome,
  again: RowIssue | undefined,
): Generator<RowIssue> {
  if (again !== undefined) yield again;
  if (issuesPath !== undefined) yield* readIssueLines(issuesPath);
  yield* issues;
}

/** Keeps each issue for the table while the verdict counts it. */
function* spooled(spool: IssueSpool, issues: Iterable<RowIssue>): Generator<RowIssue> {
  for (const issue of issues) {
    spool.add(issue);
    yield issue;
  }
}
