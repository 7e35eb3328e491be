/** The part of the ledger that the scheduler asks, in memory. */
import type { LookDeps } from "../../src/jobs/due-look.ts";
import type { Accounting, DueRecord, ExportRun } from "../../src/store/export-run.ts";

export class MemoryDueLedger {
  readonly accountings: Accounting[] = [];
  readonly records: DueRecord[] = [];
  readonly runs: ExportRun[] = [];
  readonly #marks = new Map<string, string>();
  /** How often it was asked or told anything. */
  calls = 0;
  /** Around the next commits: throws before or after. */
  fault: "before" | "after" | undefined;

  /** What the scheduler sees. */
  readonly port: LookDeps["ledger"] = {
    account: async (accounting) => {
      this.calls++;
      if (this.fault === "before") throw new Error("the store is away");
      this.accountings.push(accounting);
      this.records.push(...accounting.records);
      this.runs.push(...accounting.queued);
      this.#marks.set(accounting.job, accounting.accountedTo);
      if (this.fault === "after") throw new Error("the answer was lost");
    },
    accountedTo: async (job) => {
      this.calls++;
      return this.#marks.get(job);
    },
    dueRecords: async (job, limit) => {
      this.calls++;
      return this.records
        .filter((record) => record.job === job)
        .reverse()
        .slice(0, limit);
    },
    exports: async ({ job, states = [] }) => {
      this.calls++;
      return this.runs.filter((run) => run.job === job && states.includes(run.state));
    },
  };

  /** Ends the runs that are open. */
  endRuns(): void {
    this.runs.forEach((run, i) => {
      this.runs[i] = { ...run, state: "Finished" };
    });
  }

  openRuns(job: string): readonly ExportRun[] {
    return this.runs.filter((run) => run.job === job && run.state === "Queued");
  }
}
