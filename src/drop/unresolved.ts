/** Files whose rows refer to records that may be in a file that is yet to come: how long they are tried again. */
import { TransientError } from "../core/errors.ts";
import { shownName } from "../files/safe-name.ts";
import type { RunRecord } from "../store/run.ts";

/** A file waits for what it refers to: rolled back, to be tried again until `until`. Code R012. */
export class UnresolvedError extends TransientError {
  readonly until: Date;

  constructor(message: string, until: Date, cause: unknown) {
    super("R012", message, { cause });
    this.until = until;
  }
}

/** Until when a missing reference is waited for; with `retryMs` 0 it is over at the claim. */
export function patientUntil({ claimedAt }: Pick<RunRecord, "claimedAt">, retryMs: number): Date {
  return new Date(Date.parse(claimedAt) + retryMs);
}

/** The error with its file and the end of the wait, where the store missed a reference of one of `runs`. */
export function unresolvedOf(
  error: unknown,
  runs: readonly Pick<RunRecord, "id" | "file" | "claimedAt">[],
  retryMs: number,
): unknown {
  if (!(error instanceof TransientError) || error.code !== "R012") return error;
  const run = runs.find(({ id }) => id === error.details["run"]);
  if (!run) return error;
  const message = `${shownName(run.file)}, ${error.message}`;
  return new UnresolvedError(message, patientUntil(run, retryMs), error);
}
