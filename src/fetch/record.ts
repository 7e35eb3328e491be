/** What a run has written down of its files, and how that is changed. */
import { effect, type Effect } from "../core/effect.ts";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchedFile, FetchRecord } from "../store/fetch-record.ts";
import type { FetchWork } from "./deps.ts";

export function recordOf(run: ExportRun): FetchRecord {
  if (run.fetch) return run.fetch;
  throw new Error(`the fetch ${run.id} has not started`);
}

/** The file that the run works on; undefined: all are done. */
export function currentFile(run: ExportRun): FetchedFile | undefined {
  return recordOf(run).files.find(({ step }) => step !== "settled");
}

/** Writes down what became of the file; what held the run is over with that. */
export async function changeFile(
  work: FetchWork,
  run: ExportRun,
  name: Effect,
  change: Partial<FetchedFile> & { readonly warning?: string },
): Promise<ExportRun> {
  const current = currentFile(run);
  const { warning, ...changed } = change;
  const { importType, files } = recordOf(run);
  const next = files.map((file) => (file === current ? { ...file, ...changed } : file));
  const warnings = warning === undefined ? {} : { warnings: [...run.warnings, warning] };
  return await effect(name, () =>
    work.deps.store.changeExport(run.id, ["InProgress"], {
      fetch: { importType, files: next },
      attempt: 1,
      ...warnings,
    }),
  );
}

/** Takes the file off the list: it is no more what was found. */
export async function forgetFile(
  work: FetchWork,
  run: ExportRun,
  warning: string,
): Promise<ExportRun> {
  const current = currentFile(run);
  const { importType, files } = recordOf(run);
  const rest = files.filter((file) => file !== current);
  // With nothing left the run looks again, and nothing was missed.
  const warnings = rest.length === 0 ? [] : [...run.warnings, warning];
  return await effect("fetch.found", () =>
    work.deps.store.changeExport(run.id, ["InProgress"], {
      fetch: { importType, files: rest },
      warnings,
    }),
  );
}

/** Names one version of one file, for the names of its work files. */
export function tagOf({ remote, name }: FetchedFile): string {
  const { path, sizeBytes, modifiedAt } = remote ?? { path: name, sizeBytes: 0, modifiedAt: "" };
  const hash = createHash("sha256").update(JSON.stringify([path, sizeBytes, modifiedAt]));
  return hash.digest("hex").slice(0, 16);
}

/** Path of the work file of this kind. */
export function workFile(
  work: FetchWork,
  run: Pick<ExportRun, "id">,
  file: FetchedFile,
  kind: "packed" | "content",
): string {
  return join(work.deps.workPath, run.id, `${tagOf(file)}.${kind}`);
}

/** Under which content waits in the drop folder to get its name: no drop folder takes such names. */
export function stagedName(run: Pick<ExportRun, "id">, file: FetchedFile): string {
  return `.fetch-${run.id}-${tagOf(file)}.tmp`;
}
