/** manifest.json, the last file of an archive: what it holds and where that comes from. */
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportScope } from "../store/export-run.ts";
import type { WrittenFile } from "./tally.ts";

/** Version of the record schemas in schemas/export. */
export const SCHEMA_VERSION = "1.0";

export interface ManifestFacts {
  readonly run: string;
  readonly job: { readonly id: string; readonly title: string };
  readonly definition: Pick<JobDefinition, "source" | "type" | "mediaTypes" | "timeframe">;
  readonly scope: ExportScope;
  readonly createdAt: string;
  readonly madeBy: string;
  readonly files: readonly WrittenFile[];
}

/** JSON of schemas/manifest.schema.json. Audit keys are text: they may pass 2^53. */
export function manifestText(facts: ManifestFacts): string {
  const { run, job, definition, scope, createdAt, madeBy, files } = facts;
  const { source, type, mediaTypes, timeframe } = definition;
  const { from, to, dateField, auditAfter, auditUpTo } = scope;
  const manifest = {
    version: 1,
    run,
    job,
    created: createdAt,
    madeBy,
    source,
    ...(type === undefined ? {} : { type }),
    ...(mediaTypes === undefined ? {} : { mediaTypes }),
    timeframe: timeframe.kind,
    bounds: {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(dateField === undefined ? {} : { dateField }),
    },
    auditKeys: {
      ...(auditAfter === undefined ? {} : { after: String(auditAfter) }),
      ...(auditUpTo === undefined ? {} : { upTo: String(auditUpTo) }),
    },
    schemaVersion: SCHEMA_VERSION,
    records: files.reduce((sum, file) => sum + file.records, 0),
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
