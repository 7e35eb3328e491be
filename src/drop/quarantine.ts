/** Decides a run without importing its file, as Failed: quarantine, or a file that is gone. */
import { join } from "node:path";
import type { ErrorCode } from "../core/codes.ts";
import { systemCode } from "../core/errors.ts";
import { hashFile } from "../files/hash-file.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { DropDeps } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import { decideApplied } from "./import-jobs.ts";

/**
 * F017 quarantined, F001 taken away, F016 never at rest; the verdict names the content, where there is
 * any. Jobs that are in the catalogue already have been imported, and that is what the verdict says then.
 */
export async function failRun(
  deps: DropDeps,
  folder: DropFolder,
  run: RunRecord,
  why: { readonly code: ErrorCode; readonly message: string },
): Promise<Verdict> {
  const path = join(folder.inProcessPath, run.inProcessName);
  const content = await hashFile(path).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return { sha256: "", bytes: 0 };
    throw error;
  });
  const isApplied = folder.type.target === "jobs" && deps.jobs.actions.isApplied(run.id);
  if (isApplied) return await decideApplied(deps, run, content);
  const decidedAt = deps.clock.now().toISOString();
  return await deps.store.failRun(run.id, { ...why, ...content, decidedAt });
}
