/**
 * The states of an export and who may follow whom.
 *
 * Queued: entered by the schedule, by hand or by a drop; waits for its turn; after a crash it still waits.
 * InProgress: entered when certificate, destination and bounds are settled; its step says what a
 * crash leaves behind (store/export-run.ts); after a crash the line takes it up first.
 * Finished, FinishedWithWarnings, Failed, TimedOut (of fetches), Cancelled: ends; nothing follows.
 */
import type { ExportRun, ExportState } from "../store/export-run.ts";

export const FOLLOWING: Readonly<Record<ExportState, readonly ExportState[]>> = {
  Queued: ["InProgress", "Failed", "Cancelled"],
  InProgress: ["Finished", "FinishedWithWarnings", "Failed", "TimedOut", "Cancelled"],
  Finished: [],
  FinishedWithWarnings: [],
  Failed: [],
  TimedOut: [],
  Cancelled: [],
};

/** States from which a run may come to `state`. */
export function before(state: ExportState): readonly ExportState[] {
  const all = Object.keys(FOLLOWING) as ExportState[];
  return all.filter((from) => FOLLOWING[from].includes(state));
}

/** A run that holds its job: another one may not begin. */
export const OPEN: readonly ExportState[] = ["Queued", "InProgress"];

/** Attempts to build an artifact, counted before each. */
export const MAX_ATTEMPTS = 3;

export type Recovery = "build again" | "give up" | "publish";

/** What is done at start with a run that is InProgress. */
export function recoveryOf(run: Pick<ExportRun, "step" | "attempt">): Recovery {
  if (run.step === "publishing" || run.step === "published") return "publish";
  return run.attempt < MAX_ATTEMPTS ? "build again" : "give up";
}
