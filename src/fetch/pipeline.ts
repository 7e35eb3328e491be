/**
 * One fetch, from the client's side into the store:
 * start -> look -> for each file: fetch -> drop -> await the import's verdict -> settle -> finish.
 */
import type { ExportRun } from "../store/export-run.ts";
import { awaitImport } from "./await-import.ts";
import type { FetchWork } from "./deps.ts";
import { dropFile } from "./drop-file.ts";
import { fetchFile } from "./fetch-file.ts";
import { finishFetch } from "./finish.ts";
import { look } from "./look.ts";
import { currentFile, recordOf } from "./record.ts";
import { settleFile } from "./settle-file.ts";
import { startFetch } from "./start.ts";

/**
 * Brings a run to its end from wherever it stands: each step looks into the ledger, and the folders,
 * for what is done already, so that after a crash or a fault this is called again.
 * @throws {TransientError | OperatorError} the run can't go on now; it stays as it is.
 */
export async function runFetch(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  let current = await startFetch(work, run);
  do {
    current = await look(work, current);
    if (current.finishedAt !== undefined) return current;
    while (currentFile(current)) current = await bringOne(work, current);
  } while (recordOf(current).files.length === 0);
  return await finishFetch(work, current);
}

async function bringOne(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  const fetched = await fetchFile(work, run);
  // It was no more what was found: the next one comes, or another look.
  if (recordOf(fetched).files.length < recordOf(run).files.length) return fetched;
  const dropped = await dropFile(work, fetched);
  const decided = await awaitImport(work, dropped);
  return await settleFile(work, decided);
}
