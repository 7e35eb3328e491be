/** export-<run>.index.json: appears last and describes the files of an artifact. No secret is in it. */
import type { ExportRun } from "../store/export-run.ts";

/** JSON of schemas/export-index.schema.json; the same for a run whenever it is asked. */
export function indexText(run: ExportRun, madeBy: string): string {
  const { id, job, title, files = [], certificates = [], publishedAt, expiresAt, records } = run;
  const index = {
    version: 1,
    run: id,
    job: { id: job, title },
    created: publishedAt,
    expires: expiresAt,
    madeBy,
    records: Object.values(records ?? {}).reduce((sum, count) => sum + count, 0),
    files: files.map(({ name, sizeBytes, sha256 }) => ({ name, bytes: sizeBytes, sha256 })),
    certificates,
  };
  return `${JSON.stringify(index, null, 2)}\n`;
}
