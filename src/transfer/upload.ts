/** Brings a file onto the share under its temporary name, whole and synced, from where a try broke off. */
import { open, type FileHandle } from "node:fs/promises";
import { fromSystem, TransientError } from "../core/errors.ts";
import type { LocalFile } from "./destination.ts";
import { sameBytes } from "./same-bytes.ts";
import { readWhole, sendRange, WINDOW_BYTES } from "./send-range.ts";
import type { Share, ShareFile } from "./share.ts";

/** What is smaller goes at once, and is sent again rather than looked at. */
const RESUMED_BYTES = 256 * 1024;
const COMPARED_BYTES = 64 * 1024;

interface Target {
  readonly file: ShareFile;
  /** Up to here it holds what it should. */
  readonly from: number;
}

/**
 * @throws {TransientError} P001, P002, P007 {OperatorError} P005; ConnectionLost
 * @throws {Error} when the local file is not what `file` says.
 */
export async function upload(
  share: Share,
  temporary: string,
  file: LocalFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const source = await openSource(file.path);
  try {
    await checkSource(source, file);
    const send = file.sizeBytes < RESUMED_BYTES ? sendAtOnce : sendOn;
    const storedBytes = await send(share, temporary, { ...file, source }, onBytes);
    if (storedBytes === file.sizeBytes) return;
    await share.unlink(temporary);
    throw arrivedDifferent(share, file, storedBytes);
  } finally {
    await source.close();
  }
}

interface OpenFile extends LocalFile {
  readonly source: FileHandle;
}

/** Gives the size that the file has on the share, as sendOn does. */
async function sendAtOnce(
  share: Share,
  temporary: string,
  { source, sizeBytes }: OpenFile,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const content = Buffer.allocUnsafeSlow(sizeBytes);
  await readWhole(source, content, 0);
  const storedBytes = await share.store(temporary, content);
  onBytes(sizeBytes);
  return storedBytes;
}

async function sendOn(
  share: Share,
  temporary: string,
  file: OpenFile,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const { file: target, from } = await openTarget(share, temporary, file);
  try {
    onBytes(from);
    await sendRange(file.source, target, { from, to: file.sizeBytes }, onBytes);
    await target.sync();
    const storedBytes = await target.size();
    await target.close();
    return storedBytes;
  } finally {
    await target[Symbol.asyncDispose]();
  }
}

/** @throws as fromSystem: what is wrong with the local file is no fault of the destination. */
export async function openSource(path: string): Promise<FileHandle> {
  return await open(path).catch((error: unknown) => {
    throw fromSystem(error, `reading ${path}`);
  });
}

async function checkSource(source: FileHandle, file: LocalFile): Promise<void> {
  const { size } = await source.stat();
  if (size === file.sizeBytes) return;
  throw new Error(`${file.path} has ${size} bytes and should have ${file.sizeBytes}`);
}

function arrivedDifferent(share: Share, file: LocalFile, storedBytes: number): TransientError {
  const text = `${file.name} has ${storedBytes} bytes there instead of ${file.sizeBytes}`;
  return new TransientError("P007", `${share.place}: ${text}`);
}

async function openTarget(share: Share, temporary: string, file: OpenFile): Promise<Target> {
  const target = await share.openToWrite(temporary, "keep");
  try {
    const from = await resumeAt(target, file);
    if (from !== undefined) return { file: target, from };
  } catch (error) {
    await target[Symbol.asyncDispose]();
    throw error;
  }
  await target[Symbol.asyncDispose]();
  return { file: await share.openToWrite(temporary, "empty"), from: 0 };
}

/**
 * Where to go on; undefined: what lies there is not a part of the file. When the
 * line broke, the last window was under way: it may have holes where writes failed, so it is sent again.
 */
async function resumeAt(
  target: ShareFile,
  { source, sizeBytes }: OpenFile,
): Promise<number | undefined> {
  const storedBytes = await target.size();
  if (storedBytes > sizeBytes) return undefined;
  const to = Math.max(0, storedBytes - WINDOW_BYTES);
  const from = Math.max(0, to - COMPARED_BYTES);
  return (await sameBytes(source, target, { from, to })) ? to : undefined;
}
