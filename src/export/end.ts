/** Ends of a run that made no artifact: failed, or cancelled. */
import { effect } from "../core/effect.ts";
import type { ErrorCode } from "../core/codes.ts";
import type { ExportRun, ExportState } from "../store/export-run.ts";
import { publicNames } from "./artifact-names.ts";
import { destinationOf } from "./destination-of.ts";
import type { ExportDeps } from "./deps.ts";
import { before } from "./states.ts";
import { removeWorkFolder } from "./work-folder.ts";

export interface Why {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The run ends as Failed. */
export async function failExport(deps: ExportDeps, run: ExportRun, why: Why): Promise<ExportRun> {
  const { code } = why;
  deps.log.error({ event: "export.failed", run: run.id, job: run.job, code }, why.message);
  return await end(deps, run, { state: "Failed", error: why });
}

/** The run ends as Cancelled; of what it had begun to publish nothing stays. */
export async function cancelExport(deps: ExportDeps, run: ExportRun): Promise<ExportRun> {
  deps.log.info({ event: "export.cancelled", run: run.id, job: run.job }, "export cancelled");
  return await end(deps, run, { state: "Cancelled" });
}

async function end(
  deps: ExportDeps,
  run: ExportRun,
  change: { readonly state: ExportState; readonly error?: Why },
): Promise<ExportRun> {
  await withdraw(deps, run);
  const finishedAt = deps.clock.now().toISOString();
  const ended = await effect("export.finish", () =>
    deps.ledger.changeExport(run.id, before(change.state), { ...change, finishedAt }),
  );
  await removeWorkFolder(deps.workPath, run.id);
  return ended;
}

/** What can't be reached now is no reason to keep the run open: without its index nobody sees it. */
async function withdraw(deps: ExportDeps, run: ExportRun): Promise<void> {
  const { files = [] } = run;
  if (files.length === 0) return;
  try {
    const destination = destinationOf(deps, run);
    const thread = await deps.openThread();
    try {
      await thread.call("remove", [{ destination, names: publicNames(run) }]);
    } finally {
      await thread.terminate();
    }
  } catch (err) {
    const fields = { event: "export.held" as const, run: run.id, err };
    deps.log.warn(fields, "files of an export that has ended may be left at its destination");
  }
}
