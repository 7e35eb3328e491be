/** Fifth step: waits for the import run that took the file, and keeps its verdict. */
import { join } from "node:path";
import { isAborted } from "../core/abort.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { RunRecord } from "../store/run.ts";
import type { FetchWork } from "./deps.ts";
import { isThere } from "./end.ts";
import { changeFile, currentFile, recordOf } from "./record.ts";

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 2_000;
/** So often nothing may be seen of a file before it counts as vanished. */
const LOOKS_IN_VAIN = 3;
const SEEN_RUNS = 50;

/** As long as it takes: a held import holds its fetch. */
export async function awaitImport(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  const file = currentFile(run);
  if (file?.step !== "dropped") return run;
  const { deps, signal, report } = work;
  const { importType } = recordOf(run);
  report({ step: "importing", file: file.name });
  let inVain = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
    // Looked for before the ledger is asked: a file leaves InProcess only after its run was entered.
    const waits = await isWaiting(work, importType, file.name);
    const imported = await importOf(work, importType, file);
    if (imported?.state === "Archived") return await noteVerdict(work, run, imported);
    inVain = waits || imported ? 0 : inVain + 1;
    if (inVain >= LOOKS_IN_VAIN) return await noteVanished(work, run, file);
    await deps.clock.sleep(pauseMs, signal);
    if (isAborted(signal)) throw signal.reason;
  }
}

async function isWaiting({ deps }: FetchWork, importType: string, name: string): Promise<boolean> {
  const { path, inProcessPath } = await deps.dropFolder(importType);
  return (await isThere(join(path, name))) || (await isThere(join(inProcessPath, name)));
}

/** The first run of that name after those that were there before. */
async function importOf(
  { deps }: FetchWork,
  type: string,
  { name, before }: FetchedFile,
): Promise<RunRecord | undefined> {
  const runs = await deps.store.runs({ type, file: name, limit: SEEN_RUNS });
  const known = runs.findIndex(({ id }) => id === before);
  return (known < 0 ? runs : runs.slice(0, known)).at(-1);
}

async function noteVerdict(
  work: FetchWork,
  run: ExportRun,
  { id, verdict, files }: RunRecord,
): Promise<ExportRun> {
  if (!verdict) throw new Error(`the import ${id} is archived without a verdict`);
  const [code] = verdict.errors;
  const failed = verdict.status === "Failed" && code !== undefined;
  return await changeFile(work, run, "fetch.decided", {
    step: "decided",
    importRun: id,
    status: verdict.status,
    rows: verdict.rows,
    ...(files ? { files } : {}),
    ...(failed ? { error: { code, message: verdict.message ?? "the import failed" } } : {}),
    decidedAt: work.deps.clock.now().toISOString(),
  });
}

async function noteVanished(
  work: FetchWork,
  run: ExportRun,
  { name }: FetchedFile,
): Promise<ExportRun> {
  const message = `${name} left the drop folder and no import has it`;
  return await changeFile(work, run, "fetch.decided", {
    step: "decided",
    status: "Failed",
    error: { code: "P015", message },
    decidedAt: work.deps.clock.now().toISOString(),
  });
}
