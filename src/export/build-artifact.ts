/** Select, write, pack and encrypt: the files of the artifact come to lie in the run's work folder. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { AppError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps, ExportThread, OnProgress } from "./deps.ts";
import type { BuildProgress, BuildPlan, Built } from "./export-calls.ts";
import { publicNames } from "./artifact-names.ts";
import { destinationOf } from "./destination-of.ts";
import { definitionOf } from "./new-run.ts";
import { emptyWorkFolder, holdsFiles, keptRecipients, workFolderOf } from "./work-folder.ts";

/** What a crash leaves of it, `emptyWorkFolder` removes. */
const COPY = "to-check.xlsx";

/**
 * A run whose files are built passes, as long as they are there.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
export async function buildArtifact(
  deps: ExportDeps,
  run: ExportRun,
  thread: ExportThread,
  onProgress: OnProgress,
): Promise<ExportRun> {
  const { ledger, workPath } = deps;
  const isBuilt = run.step !== "building";
  if (isBuilt && (await holdsFiles(workPath, run.id, run.files ?? []))) return run;
  const plan = await planOf(deps, run);
  await withdraw(deps, run, thread);
  await emptyWorkFolder(workPath, run.id);
  const built = await thread.call("build", [plan], {
    onProgress: (progress: BuildProgress) => {
      onProgress({ step: "building", ...progress });
    },
  });
  tellOfSplit(deps, plan, built);
  const refused = await checkCopy(deps, plan, built);
  return await effect("export.built", () =>
    ledger.changeExport(run.id, ["InProgress"], {
      ...built,
      warnings: [...new Set([...run.warnings, ...built.warnings, ...refused])],
      step: "publishing",
    }),
  );
}

/** Published it is all the same: what is refused can be mended in the workbook. */
async function checkCopy(
  deps: ExportDeps,
  { copyPath }: BuildPlan,
  { files }: Built,
): Promise<readonly string[]> {
  if (copyPath === undefined || files.length === 0) return [];
  try {
    return await deps.checkConfiguration(copyPath);
  } finally {
    await rm(copyPath, { force: true });
  }
}

/** Nobody has asked for volumes, and whoever fetches them had better know. */
function tellOfSplit(
  { log }: ExportDeps,
  { run, job, definition }: BuildPlan,
  { files }: Built,
): void {
  if (definition.splitSizeBytes !== undefined || files.length < 2) return;
  const fields = { event: "export.split" as const, run, job: job.id, files: files.length };
  log.warn(fields, "the archive is over 1 GiB and was split, because openssl opens no larger file");
}

/** What a former attempt has published must not stand beside files of another one. */
async function withdraw(deps: ExportDeps, run: ExportRun, thread: ExportThread): Promise<void> {
  if (run.files === undefined || run.files.length === 0) return;
  const names = publicNames(run);
  await thread.call("remove", [{ destination: destinationOf(deps, run), names }]);
}

async function planOf(deps: ExportDeps, run: ExportRun): Promise<BuildPlan> {
  const recipients = await keptRecipients(deps.workPath, run.id);
  if (!recipients) {
    throw new AppError("S001", `the work folder of the export ${run.id} was deleted`, {
      hint: "Run the job again: quayside jobs run <job>.",
    });
  }
  const folder = workFolderOf(deps.workPath, run.id);
  const definition = definitionOf(run);
  const { exchange } = definition;
  // Some of the sheets may refer to others that the other system has already.
  const isWhole = exchange?.kind === "configuration" && exchange.sheets === undefined;
  return {
    ...(isWhole ? { copyPath: join(folder, COPY) } : {}),
    run: run.id,
    job: { id: run.job, title: run.title },
    definition,
    dueAt: run.dueAt,
    ...(run.nameNumber === undefined ? {} : { nameNumber: run.nameNumber }),
    scope: run.scope ?? {},
    createdAt: run.startedAt ?? run.queuedAt,
    madeBy: deps.madeBy,
    storePath: deps.storePath,
    types: deps.types,
    tables: deps.tables,
    schemas: deps.schemas,
    recipients,
    compression: deps.compression,
    workPath: folder,
  };
}
