/** The verdict over a file whose rows went elsewhere, with its issues, in one transaction. */
import { effectSync } from "../../../core/effect.ts";
import { type RunOutcome, outcomeVerdict } from "../../run-outcome.ts";
import type { Verdict } from "../../run.ts";
import type { RunToApply } from "../../store.ts";
import type { Database } from "../database.ts";
import { readRun } from "../runs.ts";
import { saveVerdict } from "./claim.ts";
import { IssueSpool } from "./issue-spool.ts";
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
        const issues = again === undefined ? outcome.issues : [again, ...outcome.issues];
        for (const issue of issues) spool.add(issue);
        const verdict = outcomeVerdict({ ...outcome, issues });
        saveVerdict(db, { id: run, startedAt, attempt }, verdict);
        spool.insertInto(db, run);
        return verdict;
      }),
    );
  } finally {
    spool.close();
  }
}
