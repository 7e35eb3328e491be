/** Brings one remote file onto the disk, whole and synced, from where a try broke off. */
import { open, type FileHandle } from "node:fs/promises";
import { AppError, fromSystem } from "../core/errors.ts";
import type { Download, RemoteVersion } from "./remote-files.ts";
import { readWhole } from "./sftp-share.ts";
import type { SftpSession } from "./sftp-session.ts";
import { hasStatus, SftpStatus, STATUS } from "./sftp-status.ts";
import { ConnectionLost } from "./connection-lost.ts";

const READ = 0x01;
/** Every server gives this much in one answer; so many are asked for ahead. */
const BLOCK_BYTES = 32 * 1024;
const AHEAD = 32;

/**
 * What is on the disk is always the beginning of the file without holes: blocks are asked for ahead,
 * but written in their order. Size and time are compared at the end once more, so that a file that
 * was written to meanwhile is not taken for what it was.
 * @throws {TransientError} S004, S006 {OperatorError} S005; SftpStatus, ConnectionLost
 */
export async function download(
  session: SftpSession,
  path: string,
  { version, toPath, onBytes }: Download,
  advanced: (sofar: number) => void,
): Promise<"done" | "changed" | "gone"> {
  let handle: Buffer;
  try {
    handle = await session.open(path, READ);
  } catch (error) {
    if (hasStatus(error, STATUS.noSuchFile)) return "gone";
    throw error;
  }
  try {
    const isWhole = await writeRest(session, handle, { version, toPath }, (bytes) => {
      advanced(bytes);
      onBytes(bytes);
    });
    return isWhole && (await isUnchanged(session, path, version)) ? "done" : "changed";
  } finally {
    await session.closeFile(handle).catch(() => undefined);
  }
}

async function writeRest(
  session: SftpSession,
  handle: Buffer,
  { version, toPath }: Pick<Download, "version" | "toPath">,
  onBytes: (bytes: number) => void,
): Promise<boolean> {
  const { sizeBytes } = version;
  const file = await local(toPath, () => open(toPath, "a"));
  try {
    const { size } = await local(toPath, () => file.stat());
    if (size > sizeBytes) await local(toPath, () => file.truncate(0));
    let done = size > sizeBytes ? 0 : size;
    onBytes(done);
    for await (const block of blocks(session, handle, done, sizeBytes)) {
      await append(file, toPath, block);
      done += block.length;
      onBytes(done);
    }
    await local(toPath, () => file.sync());
    return done === sizeBytes;
  } finally {
    await file.close();
  }
}

/** In their order; ends early where the file does. */
async function* blocks(
  session: SftpSession,
  handle: Buffer,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  const asked: { readonly length: number; readonly bytes: Promise<Buffer> }[] = [];
  let next = from;
  for (;;) {
    while (asked.length < AHEAD && next < to) {
      const length = Math.min(BLOCK_BYTES, to - next);
      const bytes = readWhole(session, handle, next, length).catch(atEnd);
      // Whoever stops in between never asks for it, and then its failure is nobody's.
      bytes.catch(() => undefined);
      asked.push({ length, bytes });
      next += length;
    }
    const first = asked.shift();
    if (!first) return;
    const bytes = await first.bytes;
    if (bytes.length > 0) yield bytes;
    if (bytes.length < first.length) return;
  }
}

function atEnd(error: unknown): Buffer {
  if (hasStatus(error, STATUS.endOfFile)) return Buffer.alloc(0);
  throw error;
}

async function isUnchanged(
  session: SftpSession,
  path: string,
  { sizeBytes, modifiedAt }: RemoteVersion,
): Promise<boolean> {
  const { size, mtime } = await session.lstat(path);
  return size === sizeBytes && new Date(mtime * 1_000).toISOString() === modifiedAt;
}

async function append(file: FileHandle, path: string, block: Buffer): Promise<void> {
  for (let at = 0; at < block.length;) {
    const { bytesWritten } = await local(path, () => file.write(block, at));
    at += bytesWritten;
  }
}

/** What the disk of this machine refuses is no fault of the server. */
async function local<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isTheirs = error instanceof SftpStatus || error instanceof ConnectionLost;
    if (isTheirs || error instanceof AppError) throw error;
    throw fromSystem(error, `writing ${path}`);
  }
}
