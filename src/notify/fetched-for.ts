/** Whom the job of a fetch tells of the import that it caused. */
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { RunRecord } from "../store/run.ts";

/** A fetch learns of its import within seconds of its end: it is among the newest. */
export const NEWEST_FETCHES = 100;

/** @param fetches newest first. Undefined: nobody fetched the file, or its job names nobody. */
export function fetchedFor(
  fetches: readonly ExportRun[],
  { id, type, file }: Pick<RunRecord, "id" | "type" | "file">,
): readonly string[] | undefined {
  const cause = fetches.find(
    ({ fetch }) =>
      fetch?.importType === type &&
      fetch.files.some(
        ({ importRun, step, name }) =>
          importRun === id || (importRun === undefined && step === "dropped" && name === file),
      ),
  );
  if (!cause) return undefined;
  const { notify = [] } = JSON.parse(cause.definition) as Partial<JobDefinition>;
  return notify.length > 0 ? notify : undefined;
}
