/** The ledger of runs: each state change is one transaction, compared before it is set. */
import { AppError, UsageError } from "../../core/errors.ts";
import { noRows } from "../../core/issue.ts";
import type { RunRecord, Verdict } from "../run.ts";
import type { ArchivedRun, NewRun, RunFailure } from "../store.ts";
import { decideVerdict } from "../verdict.ts";
import { saveVerdict } from "./apply/claim.ts";
import type { Database } from "./database.ts";
import { readRun } from "./runs.ts";

/** A power cut that undoes it leaves files in InProcess without a run, which recovery adopts. */
export function claimRuns(db: Database, runs: readonly NewRun[]): readonly RunRecord[] {
  return db.note(() => {
    const insert = db.statement(
      `INSERT INTO Run (Id, Type, File, InProcessName, HistoryName, State, Attempt, User,
         ClaimedAt, StartedAt) VALUES (?1, ?2, ?3, ?4, ?5, 'Claimed', 1, ?6, ?7, ?7)`,
    );
    return runs.map(({ id, type, file, inProcessName, historyName, user, claimedAt }) => {
      insert.run(id, type, file, inProcessName, historyName, user, claimedAt);
      return knownRun(db, id);
    });
  });
}

export function retakeRun(db: Database, id: string, historyName: string): RunRecord {
  return db.transaction(() => {
    const { changes } = db
      .statement(
        `UPDATE Run SET Attempt = Attempt + 1, HistoryName = ?
         WHERE Id = ? AND State = 'Claimed'`,
      )
      .run(historyName, id);
    if (changes !== 1) throw notClaimed(db, id);
    return knownRun(db, id);
  });
}

export function excuseRuns(db: Database, ids: readonly string[]): void {
  db.transaction(() => {
    const excuse = db.statement(
      "UPDATE Run SET Attempt = max(0, Attempt - 1) WHERE Id = ? AND State = 'Claimed'",
    );
    for (const id of ids) if (excuse.run(id).changes !== 1) throw notClaimed(db, id);
  });
}

export function failRun(db: Database, id: string, failure: RunFailure): Verdict {
  const { code, message, decidedAt, sha256, bytes } = failure;
  const verdict = decideVerdict(
    { unit: "rows" },
    {
      sha256,
      bytes,
      notes: [],
      rows: noRows(),
      sheets: {},
      warnings: 0,
      codes: {},
      errors: [],
      emptySheets: [],
      refused: { code, message },
      decidedAt,
    },
  );
  db.transaction(() => {
    knownRun(db, id);
    saveVerdict(db, { id }, verdict);
  });
  return verdict;
}

/** A power cut that undoes it leaves Decided runs, which recovery reports again. */
export function archiveRuns(db: Database, runs: readonly ArchivedRun[], finishedAt: string): void {
  db.note(() => {
    const archive = db.statement(
      `UPDATE Run SET State = 'Archived', Files = ?, FinishedAt = ?
       WHERE Id = ? AND State = 'Decided'`,
    );
    for (const { id, files } of runs) {
      const { changes } = archive.run(JSON.stringify(files), finishedAt, id);
      if (changes === 1 || knownRun(db, id).state === "Archived") continue;
      throw new AppError("S001", `Run ${id} is not decided yet, so it can't be archived.`);
    }
  });
}

export function forgetRuns(db: Database, finishedBefore: string): number {
  return db.transaction(() => {
    const old = "SELECT Id FROM Run WHERE State = 'Archived' AND FinishedAt < ?";
    db.statement(`DELETE FROM RunIssue WHERE Run IN (${old})`).run(finishedBefore);
    return db.statement(`DELETE FROM Run WHERE Id IN (${old})`).run(finishedBefore).changes;
  });
}

function knownRun(db: Database, id: string): RunRecord {
  const run = readRun(db, id);
  if (run) return run;
  throw new UsageError("S009", `There is no run ${id}.`);
}

function notClaimed(db: Database, id: string): AppError {
  const { state } = knownRun(db, id);
  return new AppError("S001", `Run ${id} is ${state}, not Claimed.`);
}
