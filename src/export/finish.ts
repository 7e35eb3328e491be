/** Last step: the ledger says that the artifact is out, and the work folder goes. */
import { effect } from "../core/effect.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps } from "./deps.ts";
import { removeWorkFolder } from "./work-folder.ts";

export async function finishExport(deps: ExportDeps, run: ExportRun): Promise<ExportRun> {
  const { clock, ledger, workPath, log } = deps;
  const { files = [], warnings } = run;
  const finished = await effect("export.finish", () =>
    ledger.changeExport(run.id, ["InProgress"], {
      state: warnings.length > 0 ? "FinishedWithWarnings" : "Finished",
      step: "published",
      artifact: files.length > 0 ? "Published" : "None",
      finishedAt: clock.now().toISOString(),
    }),
  );
  await removeWorkFolder(workPath, run.id);
  log.info(
    {
      event: "export.finished",
      run: run.id,
      job: run.job,
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      records: Object.values(run.records ?? {}).reduce((sum, count) => sum + count, 0),
    },
    "export finished",
  );
  return finished;
}
