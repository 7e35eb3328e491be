/**
 * The life of a run, as recovery sees it.
 *
 * Claimed: entered when the file stands in InProcess and the ledger knows it. The import begins, with
 *   its attempt counted. Left by the transaction that commits the rows and the verdict together. After a crash: nothing
 *   of the file is in the store; the import runs again, until MAX_ATTEMPTS were begun, then it is quarantined.
 * Decided: entered by that transaction. The report is written, the file moves to History, `.result` comes last.
 *   After a crash: all of that is done again, from the ledger, and gives the same files.
 * Archived: `.result` stands. After a crash: nothing to do.
 *
 * A file in InProcess without a run is one whose claim was cut off: it gets its run at start.
 */
import type { RunState } from "../store/run.ts";

/** Attempts that are begun at most before a file is quarantined. */
export const MAX_ATTEMPTS = 3;

/** What recovery must do with a run that the last process left. */
export type Recovery = "import" | "quarantine" | "report" | "lost" | "nothing";

/** @param hasFile whether its file stands in InProcess. */
export function recoveryOf(state: RunState, attempt: number, hasFile: boolean): Recovery {
  switch (state) {
    case "Claimed":
      if (!hasFile) return "lost";
      return attempt >= MAX_ATTEMPTS ? "quarantine" : "import";
    case "Decided":
      return "report";
    case "Archived":
      return "nothing";
  }
}
