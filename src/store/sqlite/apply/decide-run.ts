/** The end of one file's import: verdict, issues and audit entry, in the transaction of its rows. */
import { effectSync } from "../../../core/effect.ts";
import type { Verdict } from "../../run.ts";
import { decideVerdict } from "../../verdict.ts";
import type { Database } from "../database.ts";
import { finishCampaigns } from "./finish-campaigns.ts";
import type { Layouts } from "../layout.ts";
import { writeIssues } from "../read-issues.ts";
import { saveVerdict } from "./claim.ts";
import type { FeedConsumer } from "./feed-consumer.ts";
import type { IssueSpool } from "./issue-spool.ts";
import type { RunPlan } from "./run-plan.ts";
import { sameContentIssue } from "./same-content.ts";
import type { Session } from "./sheet.ts";
import type { Tally } from "./tally.ts";

export interface Decision {
  readonly db: Database;
  readonly layouts: Layouts;
  readonly now: () => Date;
  readonly plan: RunPlan;
  readonly session: Session;
  readonly tally: Tally;
  readonly spool: IssueSpool;
  readonly consumer: FeedConsumer;
  /** Takes the rows of this file back, and nothing else. */
  readonly undo: () => void;
}

export function decideRun(decision: Decision): Verdict {
  const { db, plan } = decision;
  effectSync("apply.rows", () => {
    finishRows(decision);
  });
  warnOfSameContent(decision);
  const verdict = finalVerdict(decision);
  if (verdict.status === "Failed") decision.undo();
  decision.spool.insertInto(db, plan.run);
  if (plan.dryRun) {
    if (plan.issuesPath !== undefined) writeIssues(db, plan.run, plan.issuesPath);
    return verdict;
  }
  if (verdict.auditKey !== undefined) insertAudit(decision, verdict.auditKey, verdict.decidedAt);
  saveVerdict(db, { id: plan.run, startedAt: plan.startedAt, attempt: plan.attempt }, verdict);
  return verdict;
}

function finishRows({ db, layouts, session, plan, consumer, now }: Decision): void {
  session.ids.save();
  finishCampaigns({
    ...{ db, layouts, auditKey: session.auditKey, run: plan.run, now: now() },
    datasets: plan.type.sheets.map(({ dataset }) => dataset.name),
    facts: consumer.facts,
  });
}

/** Only a file that may be used decides over the records that it does not have. */
function finalVerdict(decision: Decision): Verdict {
  const verdict = verdictOf(decision);
  if (verdict.status === "Failed" || !decision.plan.type.rules) return verdict;
  decision.consumer.finish();
  return verdictOf(decision);
}

function verdictOf({ plan, tally, consumer, session, now }: Decision): Verdict {
  const { sha256, bytes, notes, refused } = consumer.facts;
  const emptySheets = plan.type.sheets
    .filter(({ essential, dataset }) => essential && !tally.isUsable(dataset.name))
    .map(({ name, dataset }) => `The sheet ${name ?? dataset.name}`);
  return decideVerdict(plan.type, {
    sha256,
    bytes,
    notes,
    rows: tally.rows,
    sheets: tally.sheets,
    operations: consumer.operations,
    warnings: tally.warnings,
    codes: tally.codes,
    errors: tally.errors,
    emptySheets,
    refused,
    auditKey: tally.isChanged ? session.auditKey : undefined,
    decidedAt: now().toISOString(),
  });
}

/** F012: a file with this content went in before; it is imported all the same. */
function warnOfSameContent({ db, plan, consumer }: Decision): void {
  const { sha256 } = consumer.facts;
  const issue = sameContentIssue(db, { id: plan.run, type: plan.type.type, sha256 });
  if (issue) consumer.issue(issue);
}

function insertAudit({ db, plan, tally }: Decision, auditKey: number, time: string): void {
  const { created, updated, deleted } = tally.changes;
  db.statement("INSERT INTO CTL_AUDIT_LOG VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    auditKey,
    plan.run,
    plan.type.type,
    time,
    created,
    updated,
    deleted,
  );
}
