/** The adapter of yauzl: the parts of a workbook, inflated under limits that no header can lift. */
import type { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { AppError, InputError, systemCode } from "../core/errors.ts";
import { corrupt, overLimit, readFault } from "./faults.ts";
import type { ReadLimits } from "./rows.ts";

const MAX_PARTS = 20_000;
/** Small parts may pack as well as they like: a few megabytes harm nobody. */
const RATIO_FREE_BYTES = 1024 * 1024;
/** Number of the method in the directory (APPNOTE.TXT, 4.4.5). */
const STORED = 0;
/** Each piece is a way to the thread pool and back; two may be ready while one is parsed. */
const PIECE_BYTES = 128 * 1024;
const INFLATE = { chunkSize: PIECE_BYTES, readableHighWaterMark: 2 * PIECE_BYTES };

export interface ZipParts extends AsyncDisposable {
  /** Whether there is such a part; names are compared without regard to case. */
  has(name: string): boolean;
  /**
   * The bytes of a part. @throws {InputError} F009 over a limit, F010 missing or damaged
   */
  read(name: string): AsyncGenerator<Buffer>;
  /** Packed bytes of the parts read so far. */
  bytesRead(): number;
}

/** Opens the archive and reads its directory. @throws {InputError} F001 F009 F010 */
export async function openParts(path: string, limits: ReadLimits): Promise<ZipParts> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false });
  } catch (error) {
    throw zipFault(error);
  }
  try {
    return new OpenParts(zip, await directory(zip), limits);
  } catch (error) {
    zip.close();
    throw zipFault(error);
  }
}

async function directory(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_PARTS) {
    throw new InputError("F009", `the workbook has ${zip.entryCount} parts; at most ${MAX_PARTS}`);
  }
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    if (entries.has(name)) throw corrupt(`the workbook has the part ${entry.fileName} twice`);
    entries.set(name, entry);
  }
  return entries;
}

class OpenParts implements ZipParts {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #limits: ReadLimits;
  readonly #streams = new Set<Readable>();
  #inflated = 0;
  /** Packed bytes of each part that was begun; a second reading does not count. */
  readonly #packed = new Map<string, number>();

  constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, limits: ReadLimits) {
    this.#zip = zip;
    this.#entries = entries;
    this.#limits = limits;
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  bytesRead(): number {
    let total = 0;
    for (const bytes of this.#packed.values()) total += bytes;
    return Math.round(total);
  }

  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) throw corrupt(`the workbook lacks its part ${name}`);
    if (!entry.canDecodeFileData()) {
      throw new InputError("F003", `the part ${name} is encrypted or packed in an unusual way`);
    }
    let stream: Readable | undefined;
    let bytes = 0;
    let checksum = 0;
    try {
      stream = await this.#open(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        checksum = crc32(chunk, checksum);
        this.#count(entry, bytes, chunk.length);
        yield chunk;
      }
      if (bytes < entry.uncompressedSize) throw corrupt(`the part ${name} is shorter than it says`);
      // yauzl leaves this to its caller; damaged digits would else pass for true ones.
      if (checksum !== entry.crc32) throw corrupt(`the checksum of the part ${name} is wrong`);
    } catch (error) {
      throw zipFault(error, name);
    } finally {
      if (stream !== undefined) {
        stream.destroy();
        this.#streams.delete(stream);
      }
    }
  }

  /** The part inflated; yauzl's own inflating gives pieces of 16 KiB, which cost twice the time. */
  async #open(entry: Entry): Promise<Readable> {
    const packed = await this.#zip.openReadStreamPromise(entry, { decodeFileData: false });
    this.#streams.add(packed);
    if (entry.compressionMethod === STORED) return packed;
    const inflate = createInflateRaw(INFLATE);
    this.#streams.add(inflate);
    packed.on("error", (error) => inflate.destroy(error));
    inflate.on("close", () => {
      packed.destroy();
      this.#streams.delete(packed);
    });
    return packed.pipe(inflate);
  }

  /** Counts what really came out: the sizes that the directory tells are not believed. */
  #count(entry: Entry, partBytes: number, chunkBytes: number): void {
    this.#inflated += chunkBytes;
    if (partBytes > entry.uncompressedSize) {
      throw corrupt(`the part ${entry.fileName} is longer than it says`);
    }
    if (this.#inflated > this.#limits.inflatedBytes) {
      throw overLimit("inflatedBytes", this.#limits, "the unpacked size of the workbook");
    }
    const packed = Math.max(1, entry.compressedSize);
    if (partBytes > RATIO_FREE_BYTES && partBytes > packed * this.#limits.compressionRatio) {
      const what = `the compression of the part ${entry.fileName}`;
      throw overLimit("compressionRatio", this.#limits, what);
    }
    const done = Math.min(1, partBytes / Math.max(1, entry.uncompressedSize)) * packed;
    const before = this.#packed.get(entry.fileName) ?? 0;
    this.#packed.set(entry.fileName, Math.max(before, done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#zip.isOpen) return;
    const closed = new Promise<void>((resolve) => {
      this.#zip.once("close", resolve);
    });
    for (const stream of this.#streams) stream.destroy();
    this.#zip.close();
    await closed;
  }
}

/** Whatever yauzl and zlib find wrong is the file's fault, unless the system refused to read. */
function zipFault(error: unknown, part?: string): unknown {
  const known = readFault(error);
  if (known instanceof AppError || !(error instanceof Error)) return known;
  const code = systemCode(error);
  // Faults in our own code and in what runs inside the loop are none of the archive.
  if (code === undefined && (error instanceof TypeError || error instanceof RangeError))
    return error;
  const where = part === undefined ? "the workbook" : `the part ${part} of the workbook`;
  return corrupt(`${where} is damaged or cut off: ${error.message}`, error);
}
