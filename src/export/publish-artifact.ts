/** Publish: the files go up one by one, then the index, where there is one, makes the set visible. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { ExportFile, ExportRun } from "../store/export-run.ts";
import { formOf, indexNameOf, namedOf } from "./artifact-names.ts";
import type { ExportDeps, ExportThread, OnProgress } from "./deps.ts";
import { destinationOf } from "./destination-of.ts";
import type { PublishPlan, PublishProgress } from "./export-calls.ts";
import { indexText } from "./index-file.ts";
import { definitionOf } from "./new-run.ts";
import { workFolderOf } from "./work-folder.ts";

/**
 * The moment of publication is written down before the index goes up, so that a second try after a
 * crash writes the same index. A run without files (nothing to export) passes.
 * @throws {TransientError | OperatorError} P001 to P007: to be tried again. @throws {ConfigError} P008
 */
export async function publishArtifact(
  deps: ExportDeps,
  run: ExportRun,
  thread: ExportThread,
  onProgress: OnProgress,
): Promise<ExportRun> {
  const { files = [] } = run;
  if (files.length === 0) return run;
  const plan = {
    destination: destinationOf(deps, run),
    workPath: workFolderOf(deps.workPath, run.id),
    isNamedByJob: formOf(definitionOf(run)) !== undefined,
  };
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  onProgress({ step: "publishing", sentBytes: 0, totalBytes });
  await thread.call("publishFiles", [{ ...plan, files }], {
    onProgress: (progress: PublishProgress) => {
      onProgress({ step: "publishing", ...progress });
    },
  });
  const dated = await date(deps, run);
  const index = await writeIndex(deps, dated, plan);
  if (index) await thread.call("publishIndex", [{ ...plan, files: [index] }]);
  return dated;
}

async function date(
  { clock, ledger, retentionMs }: ExportDeps,
  run: ExportRun,
): Promise<ExportRun> {
  if (run.publishedAt !== undefined) return run;
  const now = clock.now();
  return await effect("export.published", () =>
    ledger.changeExport(run.id, ["InProgress"], {
      publishedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + retentionMs).toISOString(),
    }),
  );
}

/** Undefined: the files stand for themselves. */
async function writeIndex(
  { madeBy }: ExportDeps,
  run: ExportRun,
  { workPath }: Pick<PublishPlan, "workPath">,
): Promise<ExportFile | undefined> {
  const name = indexNameOf(namedOf(run));
  if (name === undefined) return undefined;
  const text = indexText(run, madeBy);
  await writeFileAtomic(join(workPath, name), text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { name, sizeBytes: Buffer.byteLength(text), sha256 };
}
