/**
 * Publishes one file on a share: looks, uploads under the temporary name, renames.
 *
 * It may be run again after any failure, at any point: that the file stands there is seen by looking,
 * so a rename whose answer was lost is settled in the same way as a file that was published before.
 */
import { effect } from "../core/effect.ts";
import { OperatorError } from "../core/errors.ts";
import type { LocalFile } from "./destination.ts";
import { sameBytes } from "./same-bytes.ts";
import type { Share } from "./share.ts";
import { temporaryName } from "./temporary-name.ts";
import { openSource, upload } from "./upload.ts";

const COMPARED_BYTES = 64 * 1024;

/** @throws as Destination.publish; ConnectionLost. */
export async function publishFile(
  share: Share,
  file: LocalFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const temporary = temporaryName(file);
  if (await isPublished(share, file)) {
    await share.unlink(temporary);
    onBytes(file.sizeBytes);
    return;
  }
  await effect("publish.upload", () => upload(share, temporary, file, onBytes));
  await effect("publish.rename", () => share.rename(temporary, file.name));
}

async function isPublished(share: Share, file: LocalFile): Promise<boolean> {
  const entry = await share.entry(file.name);
  if (!entry) return false;
  const isSame = entry.isFile && entry.sizeBytes === file.sizeBytes;
  if (isSame && (await hasSameContent(share, file))) return true;
  if (entry.isFile && share.canReplace && file.keepsOthers !== true) return false;
  if (entry.isFile && file.keepsOthers === true) throw notReplaced(share, file.name);
  throw nameTaken(share, file.name, entry.isFile);
}

/** Its name says nothing of the run, so it may be anybody's. */
function notReplaced(share: Share, name: string): OperatorError {
  const message = `${share.place}: another file has the name ${name}, and it is not replaced`;
  return new OperatorError("P006", message, {
    hint: `Move it away, or give the job another FileName, with {yyyyMMdd_HHmmss} in it.`,
  });
}

/** @returns {OperatorError} P006 */
export function nameTaken(share: Share, name: string, isFile: boolean): OperatorError {
  const what = isFile ? "another file, which the server can't replace in one step" : "no file";
  return new OperatorError("P006", `${share.place}: what has the name ${name} is ${what}`, {
    hint: `Move ${name} away; the file is published then.`,
  });
}

async function hasSameContent(share: Share, file: LocalFile): Promise<boolean> {
  const published = await share.openToRead(file.name).catch(unreadable);
  // Where one may write but not read, the size must do.
  if (!published) return true;
  const source = await openSource(file.path);
  try {
    const from = share.readsFast ? 0 : Math.max(0, file.sizeBytes - COMPARED_BYTES);
    return await sameBytes(source, published, { from, to: file.sizeBytes });
  } finally {
    await source.close();
    await published[Symbol.asyncDispose]();
  }
}

function unreadable(error: unknown): undefined {
  if (error instanceof OperatorError && error.code === "P005") return undefined;
  throw error;
}
