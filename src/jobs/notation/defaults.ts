/** What holds where a job says nothing. */
import type { DateField, JobDefinition, Timeframe } from "../job.ts";

export type JobDefaults = Pick<
  JobDefinition,
  "timeZone" | "catchUp" | "baseline" | "skipEmpty" | "encryption"
>;

export const JOB_DEFAULTS: JobDefaults = {
  timeZone: "UTC",
  catchUp: "latest",
  baseline: "job",
  skipEmpty: false,
  encryption: "smime-aes256-cbc",
};

/** Relative periods send late changes again; a fixed interval is asked for by when things happened. */
export function defaultDateField(timeframe: Timeframe): DateField {
  return timeframe.kind === "interval" ? "STARTDATE" : "MODIFIEDDATE";
}
