/** What holds for jobs by the settings, whoever defines them. */
import type { ServiceConfig } from "../config/service-config.ts";
import { ConfigError } from "../core/errors.ts";
import type { ImportTarget } from "../fetch/deps.ts";
import { sourceOf } from "../fetch/start.ts";
import type { FetchDefinition } from "../jobs/job.ts";
import type { JobIssue } from "../jobs/job-issue.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { importTarget } from "./fetches.ts";
import type { ExportDeps } from "../export/deps.ts";
import { scheduleOf } from "../jobs/account.ts";
import type { ActionDeps, DisplacedTable } from "../jobs/actions/deps.ts";
import { JOB_DEFAULTS } from "../jobs/notation/defaults.ts";
import { nextDue } from "../jobs/schedule.ts";
import type { DatabaseSpec } from "../datasets/databases/database-spec.ts";

export type JobRules = Pick<
  ActionDeps,
  "clock" | "defaults" | "nextDue" | "destinations" | "tables" | "hasCertificate" | "fetchIssues"
>;

export interface RuleParts extends Pick<ExportDeps, "clock" | "certificatesOf"> {
  readonly databases: readonly DatabaseSpec[];
  readonly types: readonly ImportTypeSpec[];
}

export function jobRules(
  config: ServiceConfig,
  { clock, certificatesOf, databases, types }: RuleParts,
): JobRules {
  return {
    clock,
    defaults: JOB_DEFAULTS,
    nextDue: (job, after) => nextDue(scheduleOf(job), after, 1)[0]?.at,
    destinations: Object.keys(config.destinations),
    tables: displacedTables(databases),
    hasCertificate: async (owner) => (await certificatesOf(owner)).length > 0,
    fetchIssues: (source, fetch) => [
      ...sourceIssues(config, fetch),
      ...databaseIssues(importTarget(config, types, { source, database: fetch.database }), fetch),
    ],
  };
}

/** Databases whose module is switched off are none here. */
function displacedTables(databases: readonly DatabaseSpec[]): readonly DisplacedTable[] {
  return databases
    .filter(({ displacer }) => displacer.enabled)
    .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }));
}

function sourceIssues(
  { sources }: ServiceConfig,
  { connection, read }: FetchDefinition,
): readonly JobIssue[] {
  try {
    sourceOf({ sources }, connection, read);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { code, message, hint } = error;
    const issue = { code, field: "Connection", value: connection, message };
    return [hint === undefined ? issue : { ...issue, hint }];
  }
}

/** Imports that are off may be on again when the job is due. */
function databaseIssues(target: ImportTarget, { database }: FetchDefinition): readonly JobIssue[] {
  if (!("code" in target) || target.code === "A001") return [];
  const { code, message, hint } = target;
  return [{ code, field: "Database", value: database, message, hint }];
}

/** Whether the user of the automatic import may manage jobs. */
export function mayExport({ users, automaticImport }: ServiceConfig): boolean {
  return users.some(
    ({ name, rights }) => name === automaticImport.user && rights.includes("export"),
  );
}
