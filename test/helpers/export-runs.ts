/** Made-up runs of exports. */
import { newUuid } from "../../src/core/ids.ts";
import type { ExportRun } from "../../src/store/export-run.ts";

let runs = 0;

/** A Queued run; ids sort in the order in which they were asked for. */
export function exportRun(more: Partial<ExportRun> = {}): ExportRun {
  const at = new Date(Date.UTC(2026, 0, 1) + ++runs * 1000);
  return {
    id: newUuid(at),
    job: "job-1",
    title: "Chats",
    definition: '{"source":"contact-history"}',
    reason: "schedule",
    dueAt: at.toISOString(),
    state: "Queued",
    artifact: "None",
    attempt: 0,
    user: "batch",
    queuedAt: at.toISOString(),
    warnings: [],
    ...more,
  };
}
