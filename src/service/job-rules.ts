/** What holds for jobs by the settings, whoever defines them. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { ExportDeps } from "../export/deps.ts";
import { scheduleOf } from "../jobs/account.ts";
import type { ActionDeps, DisplacedTable } from "../jobs/actions/deps.ts";
import { JOB_DEFAULTS } from "../jobs/notation/defaults.ts";
import { nextDue } from "../jobs/schedule.ts";
import type { DatabaseSpec } from "../datasets/databases/database-spec.ts";

export type JobRules = Pick<
  ActionDeps,
  "clock" | "defaults" | "nextDue" | "destinations" | "tables" | "hasCertificate"
>;

export interface RuleParts extends Pick<ExportDeps, "clock" | "certificatesOf"> {
  readonly databases: readonly DatabaseSpec[];
}

export function jobRules(
  config: ServiceConfig,
  { clock, certificatesOf, databases }: RuleParts,
): JobRules {
  return {
    clock,
    defaults: JOB_DEFAULTS,
    nextDue: (job, after) => nextDue(scheduleOf(job), after, 1)[0]?.at,
    destinations: Object.keys(config.destinations),
    tables: displacedTables(databases),
    hasCertificate: async (owner) => (await certificatesOf(owner)).length > 0,
  };
}

/** Databases whose module is switched off are none here. */
function displacedTables(databases: readonly DatabaseSpec[]): readonly DisplacedTable[] {
  return databases
    .filter(({ displacer }) => displacer.enabled)
    .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }));
}

/** Whether the user of the automatic import may manage jobs. */
export function mayExport({ users, automaticImport }: ServiceConfig): boolean {
  return users.some(
    ({ name, rights }) => name === automaticImport.user && rights.includes("export"),
  );
}
