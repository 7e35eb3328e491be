/** Which records a run takes, decided once when it starts. Pure. */
import { earlier } from "../core/zone.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportScope } from "../store/export-run.ts";

/**
 * @param lastAuditKey where the last published run of the baseline ended; a delta without one takes all.
 */
export function resolveScope(
  definition: Pick<JobDefinition, "timeframe" | "timeZone" | "dateField">,
  dueAt: Date,
  lastAuditKey: number | undefined,
): ExportScope {
  const { timeframe, timeZone, dateField } = definition;
  switch (timeframe.kind) {
    case "all":
      return {};
    case "last":
      return {
        from: earlier(dueAt, timeZone, timeframe).toISOString(),
        to: dueAt.toISOString(),
        dateField,
      };
    case "interval":
      return { from: timeframe.from, to: timeframe.to, dateField };
    case "delta":
      return lastAuditKey === undefined ? {} : { auditAfter: lastAuditKey };
    case "audit":
      return { auditAfter: timeframe.after, auditUpTo: timeframe.upTo };
  }
}
