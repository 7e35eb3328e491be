/**
 * The adapter of yazl: its headers, ZIP64 forms and central directory, with the content packed by
 * us. yazl's own way (a pipe of four streams for each file) takes about twice as long and lets an error of
 * a source go unheard; so this file takes what yazl writes, puts the packed content between, and
 * tells yazl of it. That uses parts of yazl that are not public: its version is pinned exactly.
 */
import { ZipFile } from "yazl";
import type { ArchiveFile } from "./archive.ts";
import { packer, type Tally } from "./deflate.ts";

/** A part of a zip, in the order of the archive. Only "data" may be cut in two. */
export interface Piece {
  readonly kind: "local" | "data" | "descriptor" | "central" | "end";
  readonly bytes: Buffer;
}

/** yazl's Entry.FILE_DATA_DONE. */
const DONE = 3;
const FILE_MODE = 0o100644;

interface YazlEntry {
  state: number;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
  getDataDescriptor(): Buffer;
}

interface Yazl {
  outputStream: { write(bytes: Buffer): void; end(): void };
  outputStreamCursor: number;
  readonly entries: readonly YazlEntry[];
  addReadStreamLazy(name: string, options: object, begin: () => void): void;
  end(): void;
}

/**
 * The archive as a plain zip, piece by piece; numbers in it are those of a single volume.
 * @throws what the content of a file throws; {Error} for a name that no archive may hold
 */
export async function* writeZip(
  files: AsyncIterable<ArchiveFile>,
  level: number,
): AsyncGenerator<Piece> {
  const written: Buffer[] = [];
  const zip = new ZipFile() as unknown as Yazl;
  zip.outputStream = { write: (bytes) => void written.push(bytes), end: () => undefined };
  const pack = packer(level);
  for await (const file of files) {
    const entry = begin(zip, file, level);
    yield { kind: "local", bytes: only(written) };
    const tally: Tally = { crc32: 0, sizeBytes: 0 };
    const start = zip.outputStreamCursor;
    for await (const bytes of pack(file.content, tally)) {
      zip.outputStreamCursor += bytes.length;
      yield { kind: "data", bytes };
    }
    finish(entry, tally, zip.outputStreamCursor - start);
    const descriptor = entry.getDataDescriptor();
    zip.outputStreamCursor += descriptor.length;
    yield { kind: "descriptor", bytes: descriptor };
  }
  zip.end();
  const end = written.pop();
  for (const bytes of written) yield { kind: "central", bytes };
  if (end) yield { kind: "end", bytes: end };
}

/** Lets yazl write the local header; all entries before are done, so it does so at once. */
function begin(zip: Yazl, file: ArchiveFile, level: number): YazlEntry {
  const mtime = new UtcDate(file.modifiedAt);
  const options = { mtime, mode: FILE_MODE, compressionLevel: level };
  zip.addReadStreamLazy(file.name, options, () => undefined);
  const entry = zip.entries.at(-1);
  if (!entry) throw new Error(`yazl has not begun ${file.name}`);
  return entry;
}

function finish(entry: YazlEntry, tally: Tally, packedBytes: number): void {
  entry.crc32 = tally.crc32;
  entry.uncompressedSize = tally.sizeBytes;
  entry.compressedSize = packedBytes;
  entry.state = DONE;
}

function only(written: Buffer[]): Buffer {
  const [bytes] = written.splice(0);
  if (!bytes) throw new Error("yazl has not written a local header");
  return bytes;
}

/** yazl writes local times; archives must not depend on the zone of the machine. */
class UtcDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
}
