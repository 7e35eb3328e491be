/**
 * Sixth step: what becomes of the remote file. Only of one whose content was imported: a file that
 * failed stays where its sender can look at it, and is not tried again until it changes.
 */
import { effect } from "../core/effect.ts";
import { OperatorError, TransientError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchedFile, FetchedVersion } from "../store/fetch-record.ts";
import { deadlineOf, type FetchWork } from "./deps.ts";
import { numbered } from "./drop-name.ts";
import { changeFile, currentFile } from "./record.ts";
import type { FetchSource } from "./source.ts";
import { sourceOf } from "./start.ts";

/** A server that is away is tried for this long after the import, or until the deadline. */
const PATIENCE_MS = 10 * 60_000;
const MOST_NAMES = 1_000;

interface Settling {
  readonly work: FetchWork;
  readonly run: ExportRun;
  readonly file: FetchedFile;
  readonly version: FetchedVersion;
  readonly remote: NonNullable<FetchSource["remote"]>;
}

/** @throws {TransientError} P001 while the server is away */
export async function settleFile(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  const file = currentFile(run);
  if (file?.step !== "decided") return run;
  const { deps, fetch, signal, report } = work;
  const isWanted = fetch.afterwards.kind !== "keep" && file.status !== "Failed";
  if (!file.remote || !isWanted) {
    const settled = file.status === "Failed" ? "left" : "kept";
    return await changeFile(work, run, "fetch.settled", { step: "settled", settled });
  }
  report({ step: "settling", file: file.name });
  try {
    await using source = await deps.openSource(
      sourceOf(deps, fetch.connection, fetch.read),
      signal,
    );
    if (!source.remote) throw new Error("a source with versions of files has files");
    const settling = { work, run, file, version: file.remote, remote: source.remote };
    return fetch.afterwards.kind === "move"
      ? await move(settling, fetch.afterwards.folder)
      : await remove(settling);
  } catch (error) {
    if (!isHopeless(work, run, file, error)) throw error;
    return await left(work, run, `${file.remote.path} stays: ${error.code} ${error.message}`);
  }
}

async function remove({ work, run, version, remote }: Settling): Promise<ExportRun> {
  const outcome = await effect("fetch.settle", () => remote.remove(version));
  if (outcome === "changed") return await left(work, run, changedText(version));
  return await changeFile(work, run, "fetch.settled", { step: "settled", settled: "deleted" });
}

/** The name is written down first: a lost answer is settled by looking whether the file is there. */
async function move(
  { work, run, file, version, remote }: Settling,
  folder: string,
): Promise<ExportRun> {
  let current = run;
  let to = file.movedTo;
  for (let n = 1; n <= MOST_NAMES; n++) {
    if (to === undefined) {
      to = targetPath(version.path, folder, n);
      if (await remote.entry(to)) {
        to = undefined;
        continue;
      }
      current = await changeFile(work, current, "fetch.target", { movedTo: to });
    }
    const target = to;
    const outcome = await effect("fetch.settle", () => remote.move(version, target));
    if (outcome === "changed") return await left(work, current, changedText(version));
    if (outcome === "gone" && (await remote.entry(target))?.sizeBytes !== version.sizeBytes) {
      return await left(work, current, `${version.path} was taken away before it was moved`);
    }
    if (outcome !== "taken") {
      return await changeFile(work, current, "fetch.settled", {
        step: "settled",
        settled: "moved",
      });
    }
    to = undefined;
  }
  return await left(work, current, `${version.path} stays: every name in ${folder} is taken`);
}

/** Beside the file, or from the folder of the source where it begins with `/`: `in/done/a_2.csv`. */
export function targetPath(path: string, folder: string, n: number): string {
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  const base = folder.startsWith("/") ? "" : path.slice(0, slash);
  const inner = folder.replace(/^\/+|\/+$/g, "");
  return `${base}${inner === "" ? "" : `${inner}/`}${n === 1 ? name : numbered(name, n)}`;
}

async function left(work: FetchWork, run: ExportRun, warning: string): Promise<ExportRun> {
  const { log } = work.deps;
  log.warn({ event: "fetch.passed", run: run.id }, warning);
  return await changeFile(work, run, "fetch.settled", {
    step: "settled",
    settled: "left",
    warning,
  });
}

function changedText({ path }: FetchedVersion): string {
  return `${path} stays: it has changed since it was fetched`;
}

/** The content is imported and remembered; for the sake of the remote file no run is kept for ever. */
function isHopeless(
  { deps, fetch }: FetchWork,
  run: ExportRun,
  { decidedAt = run.dueAt }: FetchedFile,
  error: unknown,
): error is TransientError | OperatorError {
  if (error instanceof OperatorError) return true;
  if (!(error instanceof TransientError)) return false;
  const endMs = Math.max(deadlineOf(run, fetch).getTime(), Date.parse(decidedAt) + PATIENCE_MS);
  return deps.clock.now().getTime() >= endMs;
}
