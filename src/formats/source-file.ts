/** An open file as the readers see it: small ones are in memory, all others are read as they are needed. */
import { closeSync, fstatSync, openSync, read } from "node:fs";
import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { InputError } from "../core/errors.ts";
import { readFault } from "./faults.ts";

export interface SourceFile {
  readonly sizeBytes: number;
  /** All of it, where it is small. */
  readonly content: Buffer | undefined;
  /** Reads into `buffer` what stands at `position`; the count is 0 at the end. */
  read(buffer: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** Up to this size a file is read at once: each way through libuv's pool takes as long as all of it. */
const SMALL_BYTES = 64 * 1024;
const readInPool = promisify(read);

/**
 * Opens a file; a small one is read and closed again.
 * @throws {InputError} F001, or what the file system's refusal means
 */
export async function openSourceFile(path: string): Promise<SourceFile> {
  try {
    return (await readSmall(path)) ?? (await openLarge(path));
  } catch (error) {
    throw readFault(error);
  }
}

/** Undefined for a file that is not small, or grows while it is read. */
async function readSmall(path: string): Promise<SourceFile | undefined> {
  const descriptor = openSync(path, "r");
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new InputError("F001", "it is a folder or a device, not a file");
    if (status.size > SMALL_BYTES) return undefined;
    // One byte more than there should be: a short answer is the end.
    const buffer = Buffer.allocUnsafeSlow(status.size + 1);
    const { bytesRead } = await readInPool(descriptor, buffer, 0, buffer.length, 0);
    return bytesRead === status.size ? inMemory(buffer.subarray(0, bytesRead)) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function inMemory(content: Buffer): SourceFile {
  return {
    sizeBytes: content.length,
    content,
    read: (buffer, position) => Promise.resolve(content.copy(buffer, 0, position)),
    close: () => Promise.resolve(),
  };
}

async function openLarge(path: string): Promise<SourceFile> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      content: undefined,
      read: async (buffer, position) =>
        (await file.read(buffer, 0, buffer.length, position)).bytesRead,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
