/** A run of a job, as it enters the ledger. */
import { newUuid } from "../core/ids.ts";
import type { Job } from "../jobs/job.ts";
import type { ExportReason, ExportRun } from "../store/export-run.ts";

export interface NewExport {
  readonly dueAt: Date;
  readonly now: Date;
  readonly reason: ExportReason;
  readonly user: string;
}

export function newExportRun(job: Job, { dueAt, now, reason, user }: NewExport): ExportRun {
  return {
    id: newUuid(now),
    job: job.id,
    title: job.definition.title,
    ...(job.definition.exchange?.kind === "fetch" ? { line: "fetch" as const } : {}),
    definition: JSON.stringify(job.definition),
    reason,
    dueAt: dueAt.toISOString(),
    state: "Queued",
    artifact: "None",
    attempt: 0,
    user,
    queuedAt: now.toISOString(),
    warnings: [],
  };
}

/** The definition that the run was started with. */
export function definitionOf(run: Pick<ExportRun, "definition">): Job["definition"] {
  return JSON.parse(run.definition) as Job["definition"];
}
