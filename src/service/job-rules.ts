/** What holds for jobs by the settings, whoever defines them. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { ExportDeps } from "../export/deps.ts";
import { scheduleOf } from "../jobs/account.ts";
import type { ActionDeps } from "../jobs/actions/deps.ts";
import { JOB_DEFAULTS } from "../jobs/notation/defaults.ts";
import { nextDue } from "../jobs/schedule.ts";

export type JobRules = Pick<
  ActionDeps,
  "clock" | "defaults" | "nextDue" | "destinations" | "hasCertificate"
>;

export function jobRules(
  config: ServiceConfig,
  { clock, certificatesOf }: Pick<ExportDeps, "clock" | "certificatesOf">,
): JobRules {
  return {
    clock,
    defaults: JOB_DEFAULTS,
    nextDue: (job, after) => nextDue(scheduleOf(job), after, 1)[0]?.at,
    destinations: Object.keys(config.destinations),
    hasCertificate: async (owner) => (await certificatesOf(owner)).length > 0,
  };
}

/** Whether the user of the automatic import may manage jobs. */
export function mayExport({ users, automaticImport }: ServiceConfig): boolean {
  return users.some(
    ({ name, rights }) => name === automaticImport.user && rights.includes("export"),
  );
}
