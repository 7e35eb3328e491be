/** Which ended work is an alarm, beside or instead of a report: pure. */
import type { DueRecord } from "../store/export-run.ts";
import type { EndedWork } from "../store/outbox.ts";
import type { Incident } from "./alarms.ts";
import type { NamedJob } from "./deps.ts";

export interface IncidentContext {
  readonly jobOf: (id: string) => NamedJob | undefined;
  /** `2026-03-04 02:00 Europe/Rome` */
  readonly local: (instant: string) => string;
  /** Whether the run gets a report. */
  readonly isReported: boolean;
}

export function incidentOf(ended: EndedWork, context: IncidentContext): Incident | undefined {
  switch (ended.kind) {
    case "import": {
      const { type, file, verdict } = ended.run;
      if (verdict?.errors.includes("F017") !== true) return undefined;
      const message = `${type}: ${file} was quarantined: it stopped the import three times`;
      return { code: "N005", message };
    }
    case "export": {
      if (ended.run.state !== "TimedOut") return undefined;
      const message = `${ended.run.title}: no file came until the deadline`;
      const notify = context.jobOf(ended.run.job)?.notify ?? [];
      const { isReported } = context;
      return { code: "N003", message, isReported, ...(notify.length > 0 ? { notify } : {}) };
    }
    case "due":
      return leftOut(ended.due, context);
    case "campaign":
    case "gone":
      return undefined;
  }
}

function leftOut(due: DueRecord, { jobOf, local }: IncidentContext): Incident {
  const { title = due.job, notify = [] } = jobOf(due.job) ?? {};
  const instants =
    due.count === 1
      ? `was due at ${local(due.dueAt)}`
      : `was due ${due.count} times from ${local(due.dueAt)} to ${local(due.lastDueAt ?? due.dueAt)}`;
  const message = `${title} ${instants} and did not run: ${due.outcome}, ${due.reason}`;
  return { code: "N001", message, ...(notify.length > 0 ? { notify } : {}) };
}
