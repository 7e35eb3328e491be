/** What went wrong in an attempt: the system's fault, the file's, or that of who handles the file. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { ErrorCode } from "../core/codes.ts";
import { fromSystem, OperatorError, systemCode, TransientError } from "../core/errors.ts";
import type { RunRecord } from "../store/run.ts";
import type { DropFolder } from "./folders.ts";

/** The file was written to between the beginning and the end of its reading. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";
}

/** A program that goes on writing into a claimed file is waited for this long. */
const WRITER_PATIENCE_MS = 600_000;

/** The line must wait and the attempt does not count: the file is not to blame. */
export function isForTheLine(error: unknown): boolean {
  return error instanceof TransientError || error instanceof OperatorError;
}

/** The error as one of ours where it is not the file's: still written to, or away with its folder. */
export async function faultOf(
  error: unknown,
  { folder, run, clock }: { folder: DropFolder; run: RunRecord; clock: Clock },
): Promise<unknown> {
  if (isChange(error) && ageMs(run, clock) < WRITER_PATIENCE_MS) {
    const message = `${run.file} was at rest when it was taken, but is still written to`;
    return new TransientError("S006", message, { cause: error });
  }
  if (systemCode(error) !== "ENOENT") return error;
  // A share that came back between the two looks: the file is not gone.
  if (await isThere(join(folder.inProcessPath, run.inProcessName))) {
    const message = `${run.file} was away for a moment`;
    return new TransientError("S006", message, { cause: error });
  }
  try {
    await lstat(folder.inProcessPath);
    return error;
  } catch (cause) {
    const doing = `Looking at ${folder.inProcessPath}`;
    if (systemCode(cause) !== "ENOENT") return fromSystem(cause, doing);
    return new OperatorError("S005", `The folder ${folder.inProcessPath} is missing`, { cause });
  }
}

/** Why another attempt can't help; undefined: it may. */
export function lastWord(
  error: unknown,
  run: RunRecord,
  { clock, maxAttempts }: { clock: Clock; maxAttempts: number },
): { readonly code: ErrorCode; readonly message: string } | undefined {
  if (systemCode(error) === "ENOENT") {
    return { code: "F001", message: "The file was taken out of InProcess while it was imported." };
  }
  if (isChange(error)) {
    const minutes = Math.round(ageMs(run, clock) / 60_000);
    return { code: "F016", message: `It was still written to ${minutes} minutes after its claim.` };
  }
  if (run.attempt < maxAttempts) return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "F017", message: `It stopped the import ${maxAttempts} times. Last: ${reason}` };
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

function isChange(error: unknown): boolean {
  return error instanceof Error && error.name === "FileChanged";
}

function ageMs(run: RunRecord, clock: Clock): number {
  return clock.now().getTime() - Date.parse(run.claimedAt);
}
