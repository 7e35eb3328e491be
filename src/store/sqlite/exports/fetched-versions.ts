/** The memory of fetches: which version of each remote file a job has taken. */
import type { ExportRun } from "../../export-run.ts";
import type { FetchedVersion } from "../../fetch-record.ts";
import type { Database } from "../database.ts";

/** Of the files that have gone into the drop folder, or are no good and will not. */
export function rememberFetched(db: Database, { job, fetch }: ExportRun): void {
  for (const { remote, step } of fetch?.files ?? []) {
    if (!remote || step === "found" || step === "fetched") continue;
    db.statement(
      `INSERT INTO FetchedVersion (Job, Path, SizeBytes, ModifiedAt) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET SizeBytes = excluded.SizeBytes, ModifiedAt = excluded.ModifiedAt`,
    ).run(job, remote.path, remote.sizeBytes, remote.modifiedAt);
  }
}

export function readFetchedVersions(db: Database, job: string): readonly FetchedVersion[] {
  return db
    .statement("SELECT Path, SizeBytes, ModifiedAt FROM FetchedVersion WHERE Job = ? ORDER BY Path")
    .all(job)
    .map(([path, sizeBytes, modifiedAt]) => ({
      path: String(path),
      sizeBytes: Number(sizeBytes),
      modifiedAt: String(modifiedAt),
    }));
}
