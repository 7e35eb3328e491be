/** Retention: artifacts whose days are over leave the share, and only those that Quayside published. */
import { effect } from "../core/effect.ts";
import type { ExportRun } from "../store/export-run.ts";
import { publicNames } from "./artifact-names.ts";
import { destinationOf } from "./destination-of.ts";
import type { ExportDeps } from "./deps.ts";
import { whatExpires, type SweepMemory } from "./retention-policy.ts";

/** Artifacts that are looked at in one sweep. */
const MOST = 10_000;

/**
 * Removes what has expired. What can't be reached now stays in the ledger and is tried at the next
 * sweep: a share that is away is no reason to forget what lies on it.
 * @returns the memory for the next sweep (the clock may jump between two).
 */
export async function sweepArtifacts(deps: ExportDeps, memory: SweepMemory): Promise<SweepMemory> {
  const { clock, ledger, log } = deps;
  const now = clock.now();
  const published = await ledger.exports({ artifact: "Published", limit: MOST });
  const verdict = whatExpires(published.map(dated), now, memory);
  if (verdict.stopped !== undefined) {
    const fields = { event: "retention.stopped" as const, code: "P009" };
    log.error(fields, `expired exports were not deleted: ${verdict.stopped}`);
  }
  const expired = new Set(verdict.expire);
  for (const run of published) {
    if (!expired.has(run.id)) continue;
    try {
      await removeArtifact(deps, run, "Expired");
      log.info({ event: "artifact.expired", run: run.id }, "an export expired and was deleted");
    } catch (err) {
      const fields = { event: "retention.failed" as const, run: run.id, err };
      log.warn(fields, "an expired export could not be deleted yet");
    }
  }
  const { memory: next, stopped } = verdict;
  return stopped === undefined ? next : { ...next, stopped };
}

/**
 * Deletes the artifact of a run from its destination, the index first, so that the set goes as it
 * came. Again is harmless.
 * @throws {TransientError | OperatorError} P001 to P005 @throws {ConfigError} P008
 */
export async function removeArtifact(
  deps: ExportDeps,
  run: ExportRun,
  why: "Expired" | "Deleted",
): Promise<ExportRun> {
  const destination = destinationOf(deps, run);
  const names = publicNames(run);
  const thread = await deps.openThread();
  try {
    // A person may mean a share that was emptied; a sweep never does.
    const onlyMarked = why === "Expired";
    await effect("retain.remove", () =>
      thread.call("remove", [{ destination, names, onlyMarked }]),
    );
  } finally {
    await thread.terminate();
  }
  return await effect("retain.ledger", () =>
    deps.ledger.changeExport(run.id, ["Finished", "FinishedWithWarnings"], { artifact: why }),
  );
}

function dated(run: ExportRun): {
  readonly id: string;
  readonly publishedAt: string;
  readonly expiresAt: string;
} {
  const publishedAt = run.publishedAt ?? run.queuedAt;
  return { id: run.id, publishedAt, expiresAt: run.expiresAt ?? publishedAt };
}
