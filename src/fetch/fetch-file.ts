/** Third step: the content of one file comes into the work folder, whole and unpacked. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import { AppError, fromSystem, InputError } from "../core/errors.ts";
import { hashFile } from "../files/hash-file.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { FetchWork } from "./deps.ts";
import { freeDropName } from "./drop-name.ts";
import { changeFile, currentFile, forgetFile, recordOf, workFile } from "./record.ts";
import { sourceOf } from "./start.ts";
import { overLimit, unpack } from "./unpack.ts";

/** @throws {TransientError | OperatorError} of the source and of this machine's disk */
export async function fetchFile(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  const file = currentFile(run);
  if (file?.step !== "found") return run;
  const { deps } = work;
  const packed = { path: workFile(work, run, file, "packed"), name: file.name };
  const contentPath = workFile(work, run, file, "content");
  try {
    checkSize(work, file);
    await makeFolder(join(deps.workPath, run.id));
    const outcome = await deps.inTurn(() =>
      effect("fetch.download", () => bring(work, file, packed.path)),
    );
    if (outcome !== "done") {
      await rm(packed.path, { force: true });
      return await forgetFile(work, run, lostText(file, outcome));
    }
    const name = await deps.inTurn(() =>
      effect("fetch.unpack", () => unpack(packed, contentPath, deps.limits)),
    );
    return await noteFetched(work, run, { name, contentPath });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message } = error;
    await rm(packed.path, { force: true });
    return await changeFile(work, run, "fetch.fetched", {
      step: "decided",
      status: "Failed",
      error: { code, message },
      decidedAt: deps.clock.now().toISOString(),
    });
  }
}

function checkSize({ deps: { limits } }: FetchWork, { name, remote }: FetchedFile): void {
  if (remote && remote.sizeBytes > limits.fileBytes) {
    throw overLimit(`the size of ${name}`, "fileSize", limits.fileBytes);
  }
}

async function bring(
  { deps, fetch, signal, report }: FetchWork,
  file: FetchedFile,
  path: string,
): Promise<"done" | "changed" | "gone"> {
  const { name, remote } = file;
  const total = remote ? { totalBytes: remote.sizeBytes } : {};
  const onBytes = (bytes: number): void => {
    report({ step: "fetching", file: name, bytes, ...total });
  };
  onBytes(0);
  await using source = await deps.openSource(sourceOf(deps, fetch.connection, fetch.read), signal);
  return await source.fetch(file, fetch.read, { path, onBytes });
}

async function noteFetched(
  work: FetchWork,
  run: ExportRun,
  { name: wanted, contentPath }: { readonly name: string; readonly contentPath: string },
): Promise<ExportRun> {
  const { sha256, bytes } = await hashFile(contentPath);
  const { importType } = recordOf(run);
  const name = await freeDropName(work.deps, importType, wanted);
  return await changeFile(work, run, "fetch.fetched", {
    step: "fetched",
    ...name,
    sha256,
    sizeBytes: bytes,
    fetchedAt: work.deps.clock.now().toISOString(),
  });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const known = fromSystem(error, `creating ${path}`);
    throw known instanceof AppError ? known : error;
  }
}

function lostText({ name }: FetchedFile, outcome: "changed" | "gone"): string {
  return outcome === "gone"
    ? `${name} was taken away before it was fetched`
    : `${name} changed while it was fetched; the next run takes it`;
}
