/** The adapter of yauzl for zips from outside: which files are in them, and the bytes of one. */
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { AppError, fromSystem, InputError, systemCode } from "../core/errors.ts";

const MOST_ENTRIES = 10_000;

export interface ZipFileEntry {
  /** With its folders: `out/customers.csv` */
  readonly name: string;
  readonly packedBytes: number;
}

export interface ZipReader extends AsyncDisposable {
  /** Files only, in the order of the directory. */
  readonly entries: readonly ZipFileEntry[];
  /** The bytes of an entry. @throws {InputError} F003 encrypted, F010 damaged */
  read(entry: ZipFileEntry): AsyncGenerator<Buffer>;
}

/** @throws {InputError} F009 too many entries, F010 no zip, or a damaged one */
export async function openZip(path: string): Promise<ZipReader> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false });
  } catch (error) {
    throw zipFault(error);
  }
  try {
    const found = await filesOf(zip);
    return {
      entries: [...found.keys()],
      read: (wanted) => readEntry(zip, found.get(wanted)),
      [Symbol.asyncDispose]: () => closed(zip),
    };
  } catch (error) {
    await closed(zip);
    throw zipFault(error);
  }
}

async function filesOf(zip: ZipFile): Promise<ReadonlyMap<ZipFileEntry, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) {
    throw new InputError("F009", `the zip has ${zip.entryCount} entries; at most ${MOST_ENTRIES}`);
  }
  const found = new Map<ZipFileEntry, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/")) continue;
    found.set({ name: entry.fileName, packedBytes: entry.compressedSize }, entry);
  }
  return found;
}

async function* readEntry(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (!entry) throw new Error("this is no entry of the zip");
  if (!entry.canDecodeFileData()) {
    const what = `${entry.fileName} in the zip is encrypted or packed in an unusual way`;
    throw new InputError("F003", what);
  }
  let stream: Readable | undefined;
  let checksum = 0;
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    // yauzl leaves this to its caller.
    if (checksum !== entry.crc32) {
      throw new InputError("F010", `the checksum of ${entry.fileName} in the zip is wrong`);
    }
  } catch (error) {
    throw zipFault(error);
  } finally {
    stream?.destroy();
  }
}

async function closed(zip: ZipFile): Promise<void> {
  if (!zip.isOpen) return;
  const end = new Promise<void>((resolve) => {
    zip.once("close", resolve);
  });
  zip.close();
  await end;
}

/** Whatever yauzl and zlib find wrong is the file's fault, unless the system refused to read. */
function zipFault(error: unknown): unknown {
  const known = fromSystem(error, "reading the zip");
  if (known instanceof AppError || !(error instanceof Error)) return known;
  const code = systemCode(error);
  const isOurs = error instanceof TypeError || error instanceof RangeError;
  if (code === undefined && isOurs) return error;
  const message = `the zip is damaged or cut off: ${error.message}`;
  return new InputError("F010", message, { cause: error });
}
