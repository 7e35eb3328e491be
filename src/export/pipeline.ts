/**
 * One export, from the queue to the client's share:
 * start -> select -> write -> pack -> encrypt -> publish -> finish.
 */
import type { ExportRun } from "../store/export-run.ts";
import { buildArtifact } from "./build-artifact.ts";
import type { ExportDeps, ExportThread, OnProgress } from "./deps.ts";
import { finishExport } from "./finish.ts";
import { publishArtifact } from "./publish-artifact.ts";
import { startExport } from "./start.ts";

/**
 * Brings a run to its end from wherever it stands: each step looks into the ledger for what is
 * done already, so that after a crash, or a pause while the share was away, this is called again.
 * select, write, pack and encrypt are one pass of streams in a thread (export/build.ts).
 * @throws {TransientError | OperatorError} the run can't go on now; it stays as it is.
 */
export async function runExport(
  deps: ExportDeps,
  run: ExportRun,
  thread: ExportThread,
  onProgress: OnProgress,
): Promise<ExportRun> {
  const started = await startExport(deps, run);
  const built = await buildArtifact(deps, started, thread, onProgress);
  const published = await publishArtifact(deps, built, thread, onProgress);
  return await finishExport(deps, published);
}
