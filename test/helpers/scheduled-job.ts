/** Jobs for tests of what becomes of their due instants. */
import type { Job, JobDefinition, JobState } from "../../src/jobs/job.ts";

export interface ScheduledJob extends Partial<JobDefinition> {
  readonly id?: string;
  readonly state?: JobState;
  readonly createdAt?: string;
  readonly changedAt?: string;
}

/** An active job in UTC, daily at 02:00, created at the beginning of 2026. */
export function scheduledJob({ id, state, createdAt, changedAt, ...more }: ScheduledJob = {}): Job {
  const created = createdAt ?? "2026-01-01T00:00:00.000Z";
  return {
    id: id ?? "job-1",
    state: state ?? "Active",
    createdAt: created,
    changedAt: changedAt ?? created,
    definition: {
      title: "Chats",
      source: "contact-history",
      type: "interaction",
      run: { kind: "daily", times: ["02:00"] },
      timeZone: "UTC",
      timeframe: { kind: "last", unit: "days", count: 1 },
      dateField: "MODIFIEDDATE",
      catchUp: "latest",
      baseline: "job",
      skipEmpty: false,
      encryption: "smime-aes256-cbc",
      ...more,
    },
  };
}
