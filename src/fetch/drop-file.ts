/**
 * Fourth step: the content gets its name in the drop folder, exactly once.
 *
 * First it moves to a hidden name there, which may be a copy to another disk and is taken by nobody;
 * then one rename drops it. So the folders always tell how far it is: content in the work folder, not
 * begun; hidden name, not dropped; neither, dropped, whatever the import has made of it since.
 */
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { TransientError } from "../core/errors.ts";
import { moveNoReplace } from "../files/move.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { FetchWork } from "./deps.ts";
import { freeDropName } from "./drop-name.ts";
import { isThere } from "./end.ts";
import { changeFile, currentFile, recordOf, stagedName, workFile } from "./record.ts";

/** A file that has not changed for a while is taken at once. */
const AGE_MS = 60_000;

/** @throws {TransientError} S004 S006 {OperatorError} S005 */
export async function dropFile(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  if (currentFile(run)?.step !== "fetched") return run;
  const { deps } = work;
  let current = run;
  for (;;) {
    const file = currentFile(current);
    if (!file) throw new Error("the file is on the list until it is settled");
    const { path } = await deps.dropFolder(recordOf(current).importType);
    const staged = await stage(work, current, { file, folder: path });
    if (!(await isThere(staged))) break;
    const moved = await effect("fetch.drop", () => moveNoReplace(staged, join(path, file.name)));
    if (moved === "moved") break;
    // Somebody dropped a file of that name in between. The new name is known before it is given.
    const name = await freeDropName(deps, recordOf(current).importType, file.name);
    current = await changeFile(work, current, "fetch.fetched", name);
  }
  const dropped = await changeFile(work, current, "fetch.dropped", { step: "dropped" });
  const { name, sizeBytes } = currentFile(dropped) ?? {};
  deps.log.info(
    { event: "fetch.dropped", run: run.id, file: name, bytes: sizeBytes },
    "file dropped",
  );
  deps.scanNow();
  return dropped;
}

async function stage(
  work: FetchWork,
  run: ExportRun,
  { file, folder }: { readonly file: FetchedFile; readonly folder: string },
): Promise<string> {
  const contentPath = workFile(work, run, file, "content");
  const staged = join(folder, stagedName(run, file));
  if (!(await isThere(contentPath))) return staged;
  await setTime(work, contentPath, file);
  const moved = await effect("fetch.stage", () => moveNoReplace(contentPath, staged));
  if (moved === "moved") return staged;
  throw new TransientError("S006", `${staged} is there, and is not what was fetched`, {
    hint: "Delete that file.",
  });
}

/** The time that the source tells, if that is past. */
async function setTime({ deps }: FetchWork, path: string, { remote }: FetchedFile): Promise<void> {
  const past = deps.clock.now().getTime() - AGE_MS;
  const toldMs = remote ? Date.parse(remote.modifiedAt) : past;
  const time = new Date(Math.min(toldMs, past));
  await utimes(path, time, time);
}
