/** Runs of imports that have ended, in the ledger alone: no file, no rows. */
import { newRunId } from "../../src/core/ids.ts";
import type { RowIssue } from "../../src/core/issue.ts";
import type { Store } from "../../src/store/store.ts";

export interface EndedImport {
  readonly type: string;
  /** Rows that failed, of ten. */
  readonly rejected: number;
  readonly file?: string;
  /** ISO 8601, UTC. */
  readonly at?: string;
  /** Names in History, by role. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Gives the id of the run. */
export async function endImport(store: Store, ended: EndedImport): Promise<string> {
  const { type, rejected, at = "2026-03-04T01:00:00.000Z", file = "people.csv" } = ended;
  const id = newRunId(new Date(at));
  const names = { file, inProcessName: file, historyName: `20260304_020000_${file}` };
  await store.claimRuns([{ id, type, ...names, user: "batch", claimedAt: at }]);
  const issues = Array.from({ length: rejected }, (_, index): RowIssue => {
    const place = { row: index + 2, column: "PhoneWork", value: "12x" };
    return { code: "R005", severity: "error", ...place, message: "is no phone number" };
  });
  const nothing = { created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: 0 };
  await store.decideRun(
    { run: id, attempt: 1, startedAt: at },
    {
      ...{ sha256: "", bytes: 100, notes: [], issues, decidedAt: at },
      rows: { ...nothing, total: 10, created: 10 - rejected, rejected },
    },
  );
  const files = { source: names.historyName, ...ended.files };
  await store.archiveRuns([{ id, files }], at);
  return id;
}
