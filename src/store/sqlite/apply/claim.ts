/** The claim of a run on its verdict: only the attempt that holds it may decide. */
import { AppError } from "../../../core/errors.ts";
import type { Verdict } from "../../run.ts";
import type { Database } from "../database.ts";
import type { RunPlan } from "./run-plan.ts";

/** @throws {AppError} S001 when the run is not Claimed with this attempt; never in a dry run. */
export function requireClaimed(db: Database, plan: RunPlan): void {
  if (plan.dryRun) return;
  const run = db.statement("SELECT State, Attempt FROM Run WHERE Id = ?").get(plan.run);
  if (run?.[0] === "Claimed" && run[1] === plan.attempt) return;
  const found = run ? `is ${String(run[0])} with attempt ${String(run[1])}` : "is not known";
  throw new AppError("S001", `Run ${plan.run} ${found}; attempt ${plan.attempt} can't decide it.`);
}

/**
 * Makes a Claimed run Decided, by compare-and-set.
 * @throws {AppError} S001 when the run is not Claimed (with this attempt, where one is given).
 */
export function saveVerdict(
  db: Database,
  run: { readonly id: string; readonly startedAt?: string; readonly attempt?: number },
  verdict: Verdict,
): void {
  const { changes } = db
    .statement(
      `UPDATE Run SET State = 'Decided', Status = ?, Sha256 = ?, Verdict = ?, DecidedAt = ?,
         StartedAt = coalesce(?, StartedAt)
       WHERE Id = ? AND State = 'Claimed' AND Attempt = coalesce(?, Attempt)`,
    )
    .run(
      verdict.status,
      verdict.sha256,
      JSON.stringify(verdict),
      verdict.decidedAt,
      run.startedAt ?? null,
      run.id,
      run.attempt ?? null,
    );
  if (changes !== 1) throw new AppError("S001", `Run ${run.id} is not there to be decided.`);
}
