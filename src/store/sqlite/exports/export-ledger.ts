/** The ledger of exports: each change is one durable transaction, compared before it is set. */
import { TransientError, UsageError } from "../../../core/errors.ts";
import {
  auditSource,
  type Accounting,
  type DeltaDefinition,
  type ExportRun,
  type ExportState,
} from "../../export-run.ts";
import { isUniqueViolation, type Database } from "../database.ts";
import { insertDueRecord } from "./due-records.ts";
import { readExport } from "./export-runs.ts";
import { rememberFetched } from "./fetched-versions.ts";

/** @throws {UsageError} J004 */
export function queueExport(db: Database, run: ExportRun): void {
  db.transaction(() => {
    const open = db.value(
      "SELECT Id FROM ExportRun WHERE Job = ? AND State IN ('Queued', 'InProgress') LIMIT 1",
      run.job,
    );
    if (open !== null) {
      throw new UsageError("J004", `Run ${open} of ${run.title} has not ended yet.`, {
        hint: "Wait for its end, or cancel it: quayside jobs cancel.",
        details: { run: open },
      });
    }
    insertExport(db, run);
  });
}

/** @throws {UsageError} J005, S009 @throws {TransientError} J004 */
export function changeExport(
  db: Database,
  id: string,
  from: readonly ExportState[],
  change: Partial<Omit<ExportRun, "id">>,
): ExportRun {
  return db.transaction(() => {
    const run = readExport(db, id);
    if (!run) throw new UsageError("S009", `There is no run ${id} of an export.`);
    if (!from.includes(run.state)) {
      const message = `Run ${id} is ${run.state}; this needs one that is ${from.join(" or ")}.`;
      throw new UsageError("J005", message, { details: { state: run.state } });
    }
    const changed: ExportRun = { ...run, ...change, id };
    updateExport(db, changed);
    moveAuditMark(db, changed);
    if (change.fetch) rememberFetched(db, changed);
    return changed;
  });
}

export function account(db: Database, { job, records, queued, accountedTo }: Accounting): void {
  db.transaction(() => {
    for (const record of records) insertDueRecord(db, record);
    for (const run of queued) insertExport(db, run);
    db.statement(
      `INSERT INTO ExportMark (Job, AccountedTo) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET AccountedTo = excluded.AccountedTo`,
    ).run(job, accountedTo);
  });
}

export function forgetExports(db: Database, finishedBefore: string): number {
  return db.transaction(() => {
    db.statement("DELETE FROM DueRecord WHERE coalesce(LastDueAt, DueAt) < ?").run(finishedBefore);
    return db
      .statement(
        `DELETE FROM ExportRun WHERE FinishedAt < ? AND Artifact <> 'Published'
         AND State NOT IN ('Queued', 'InProgress')`,
      )
      .run(finishedBefore).changes;
  });
}

function insertExport(db: Database, run: ExportRun): void {
  db.statement("INSERT INTO ExportRun (Id, Run) VALUES (?, ?)").run(run.id, JSON.stringify(run));
  moveAuditMark(db, run);
}

function updateExport(db: Database, run: ExportRun): void {
  try {
    db.statement("UPDATE ExportRun SET Run = ? WHERE Id = ?").run(JSON.stringify(run), run.id);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new TransientError("J004", `Another run of ${run.title} is going on; this one waits.`, {
      cause: error,
    });
  }
}

/** So that a delta goes on there when the run is forgotten. A job that turned to another source begins anew. */
function moveAuditMark(db: Database, run: ExportRun): void {
  const upTo = run.scope?.auditUpTo;
  if (upTo === undefined || run.artifact === "None" || run.publishedAt === undefined) return;
  const source = auditSource(JSON.parse(run.definition) as DeltaDefinition);
  if (source === undefined) return;
  db.statement(
    `INSERT INTO ExportMark (Job, AuditKey, Source) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET Source = excluded.Source, AuditKey =
       iif(Source IS excluded.Source, max(coalesce(AuditKey, 0), excluded.AuditKey), excluded.AuditKey)`,
  ).run(run.job, upTo, source);
}
