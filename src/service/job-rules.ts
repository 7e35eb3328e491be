/** What holds for jobs by the settings, whoever defines them. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { ExportDeps } from "../export/deps.ts";
import { scheduleOf } from "../jobs/account.ts";
import type { ActionDeps, DisplacedTable } from "../jobs/actions/deps.ts";
import { JOB_DEFAULTS } from "../jobs/notation/defaults.ts";
import { nextDue } from "../jobs/schedule.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";

export type JobRules = Pick<
  ActionDeps,
  "clock" | "defaults" | "nextDue" | "destinations" | "tables" | "hasCertificate"
>;

export function jobRules(
  config: ServiceConfig,
  { clock, certificatesOf, types }: Pick<ExportDeps, "clock" | "certificatesOf" | "types">,
): JobRules {
  return {
    clock,
    defaults: JOB_DEFAULTS,
    nextDue: (job, after) => nextDue(scheduleOf(job), after, 1)[0]?.at,
    destinations: Object.keys(config.destinations),
    tables: displacedTables(types),
    hasCertificate: async (owner) => (await certificatesOf(owner)).length > 0,
  };
}

/** The databases of clients: the datasets whose files have a folder of their own for each. */
function displacedTables(types: readonly ImportTypeSpec[]): readonly DisplacedTable[] {
  const datasets = types
    .filter(({ type }) => /^Data(?:Importer|Updater)\//.test(type))
    .flatMap(({ sheets }) => sheets.map(({ dataset }) => dataset));
  const tables = datasets.map(({ name, columns }) => {
    const shown = columns.filter(
      ({ secret, transient, internal }) => !secret && !transient && !internal,
    );
    return [name, { name, columns: shown.map((column) => column.name) }] as const;
  });
  return [...new Map(tables).values()];
}

/** Whether the user of the automatic import may manage jobs. */
export function mayExport({ users, automaticImport }: ServiceConfig): boolean {
  return users.some(
    ({ name, rights }) => name === automaticImport.user && rights.includes("export"),
  );
}
