/** Reads a file of jobs, in the reading thread: its rows, or why it is of no use. */
import { stat } from "node:fs/promises";
import { InputError } from "../core/errors.ts";
import { fingerprintOf } from "../files/fingerprint.ts";
import { hashFile } from "../files/hash-file.ts";
import { readJobFile } from "../jobs/read-job-file.ts";
import type { FileFault } from "../store/verdict.ts";
import type { JobFile } from "./reader-jobs.ts";
import { assertUnchanged } from "./unchanged.ts";

/** @throws {FileChanged} it is still written to. @throws {TransientError} S004 S006 {OperatorError} S005 */
export async function readJobs(path: string): Promise<JobFile> {
  const before = fingerprintOf(await stat(path, { bigint: true }));
  const content = await hashFile(path);
  const rows = await rowsOf(path);
  assertUnchanged(path, before);
  return { ...content, ...rows };
}

async function rowsOf(path: string): Promise<Pick<JobFile, "rows" | "refused">> {
  try {
    return { rows: await readJobFile(path) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { rows: [], refused: faultOf(error) };
  }
}

function faultOf({ code, message, hint }: InputError): FileFault {
  const sentence = message.replace(/[^.!?]$/, "$&.");
  return { code, message: hint === undefined ? message : `${sentence} ${hint}` };
}
