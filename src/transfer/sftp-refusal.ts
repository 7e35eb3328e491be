/** What the refusals of an SFTP server mean for a publication. */
import { OperatorError, TransientError } from "../core/errors.ts";
import type { FreeSpace, SftpSession } from "./sftp-session.ts";
import { hasStatus, SftpStatus, STATUS } from "./sftp-status.ts";

export interface SftpFolder {
  readonly session: SftpSession;
  /** For messages. */
  readonly place: string;
  /** Remote path. */
  readonly path: string;
}

/** Less than this is none: file systems keep a little back. */
const NO_SPACE_BYTES = 1024 * 1024;

/** P005, or P002 where the server itself says so; what is no refusal passes unchanged. */
export function refusal(error: unknown, place: string, doing: string): unknown {
  if (!(error instanceof SftpStatus)) return error;
  const text = `${place}: ${doing} was refused: ${error.message}`;
  if (hasStatus(error, STATUS.noSpace, STATUS.quotaExceeded)) {
    return new TransientError("P002", text, { cause: error });
  }
  const isMissing = error.status === STATUS.noSuchFile;
  const hint = isMissing
    ? "Create the folder on the server, or correct `path` of the destination in service.yml."
    : "Give the user the right to read, write and rename in that folder.";
  return new OperatorError("P005", text, { cause: error, hint });
}

/**
 * A server of SFTP version 3 says only "failure" for a full disk, a quota and a fault of the disk
 * alike, so the free space is asked for. A name that can't be made is a matter of rights unless there
 * is no space; bytes that can't be written are a matter of space.
 */
export async function makeRefusal(
  error: unknown,
  { session, place, path }: SftpFolder,
  name: string,
): Promise<unknown> {
  const doing = `making ${name}`;
  if (!hasStatus(error, STATUS.failure)) return refusal(error, place, doing);
  const space = await session.freeSpace(path);
  if (space === undefined || !isUsedUp(space)) return refusal(error, place, doing);
  return noSpace(error, `${place}: ${doing} failed`, space);
}

/** As makeRefusal, for bytes. */
export async function writeRefusal(
  error: unknown,
  { session, place, path }: SftpFolder,
  name: string,
): Promise<unknown> {
  const doing = `writing ${name}`;
  if (!hasStatus(error, STATUS.failure)) return refusal(error, place, doing);
  const space = await session.freeSpace(path);
  if (space?.isReadOnly) return refusal(error, place, doing);
  return noSpace(error, `${place}: ${doing} failed`, space);
}

function noSpace(cause: unknown, what: string, space: FreeSpace | undefined): TransientError {
  return new TransientError("P002", `${what}: ${describeSpace(space)}`, { cause });
}

function isUsedUp({ freeBytes, freeFiles, isReadOnly }: FreeSpace): boolean {
  return !isReadOnly && (freeBytes < NO_SPACE_BYTES || freeFiles === 0);
}

function describeSpace(space: FreeSpace | undefined): string {
  if (space === undefined) return "the server takes no more bytes and does not tell its free space";
  const freeMiB = Math.floor(space.freeBytes / 2 ** 20);
  if (isUsedUp(space)) return `the server has no space left (${freeMiB} MiB)`;
  return `the server takes no more bytes though ${freeMiB} MiB are free: a quota, or a fault of its disk`;
}
