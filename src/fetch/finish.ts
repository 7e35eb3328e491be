/** Last step: what came of the files together is what came of the run. */
import { effect } from "../core/effect.ts";
import type { ExportRun, ExportState } from "../store/export-run.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { FetchWork } from "./deps.ts";
import { removeWork } from "./end.ts";
import { recordOf } from "./record.ts";

export async function finishFetch({ deps }: FetchWork, run: ExportRun): Promise<ExportRun> {
  const { files } = recordOf(run);
  const state = endOf(files, run.warnings);
  const failed = files.find(({ status }) => status === "Failed");
  const { error } = failed ?? {};
  const rows = files.map((file) => [file.name, file.rows?.total ?? 0] as const);
  const finished = await effect("fetch.finish", () =>
    deps.store.changeExport(run.id, ["InProgress"], {
      state,
      records: Object.fromEntries(rows),
      finishedAt: deps.clock.now().toISOString(),
      ...(failed && error
        ? { error: { ...error, message: `${failed.name}: ${error.message}` } }
        : {}),
    }),
  );
  await removeWork(deps, run);
  const { id, job } = run;
  const fields = { event: "fetch.finished" as const, run: id, job, state, files: files.length };
  if (failed) deps.log.warn(fields, "fetch finished");
  else deps.log.info(fields, "fetch finished");
  return finished;
}

/** Failed: nothing of any file was imported. */
export function endOf(
  files: readonly Pick<FetchedFile, "status">[],
  warnings: readonly string[],
): ExportState {
  if (files.every(({ status }) => status === "Failed")) return "Failed";
  const isWhole = warnings.length === 0 && files.every(({ status }) => status === "Succeeded");
  return isWhole ? "Finished" : "FinishedWithWarnings";
}
