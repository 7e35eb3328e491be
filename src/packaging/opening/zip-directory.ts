/** The central directory: every file of the archive, checked before any of them is unpacked (APPNOTE 6.3.10, 4.3.12). */
import { shownName } from "../../files/safe-name.ts";
import { damaged, unsupported } from "./faults.ts";
import type { JoinedVolumes } from "./joined-volumes.ts";
import { largeNumber, withZip64, type ZipEnd } from "./zip-end.ts";

const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const ZIP64_FIELD = 1;
const MOST_ENTRIES = 200_000;
const MOST_DIRECTORY_BYTES = 64 * 1_048_576;
/** Deflate packs 1,032 bytes into one at best. */
const MOST_RATIO = 1_100;
const RATIO_FREE_BYTES = 65_536;
const ENCRYPTED_FLAGS = 0x2041;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const METHOD = { stored: 0, deflated: 8 } as const;

export interface ZipEntry {
  /** Path with `/`; with one at the end it is a folder. Not checked yet: see entry-names.ts. */
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Kind of file and rights as Unix has them; 0 where nothing is said. */
  readonly mode: number;
  /** Of its local header, in the joined volumes. */
  readonly position: number;
}

/** In the order in which they lie in the archive. @throws {InputError} E009 */
export async function zipDirectory(
  archive: JoinedVolumes,
  plainEnd: ZipEnd,
): Promise<readonly ZipEntry[]> {
  const { entries: count, directory, directoryBytes } = await withZip64(plainEnd, archive);
  if (count > MOST_ENTRIES || directoryBytes > MOST_DIRECTORY_BYTES) {
    throw damaged(`the archive tells of ${count} files; at most ${MOST_ENTRIES} are unpacked`);
  }
  const start = archive.position(directory.disk, directory.offset);
  const bytes = await archive.bytes(start, directoryBytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let number = 1; number <= count; number++) {
    const length = recordLength(bytes, at, number);
    entries.push(entryOf(bytes.subarray(at, at + length), archive, number));
    at += length;
  }
  if (at !== bytes.length) throw damaged("the archive is damaged: its directory has another size");
  return inPlace(entries, start);
}

function recordLength(bytes: Buffer, at: number, number: number): number {
  const isThere = at + CENTRAL_BYTES <= bytes.length && bytes.readUInt32LE(at) === CENTRAL;
  const lengths = isThere ? [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) : [];
  const length = lengths.reduce((sum, one) => sum + one, CENTRAL_BYTES);
  if (!isThere || at + length > bytes.length) {
    throw damaged(`the archive is damaged: entry ${number} of its directory can't be read`);
  }
  return length;
}

function entryOf(record: Buffer, archive: JoinedVolumes, number: number): ZipEntry {
  const nameEnd = CENTRAL_BYTES + record.readUInt16LE(28);
  const nameBytes = Buffer.from(record.subarray(CENTRAL_BYTES, nameEnd));
  const name = nameOf(nameBytes, number);
  const shown = shownName(name);
  const method = record.readUInt16LE(10);
  if ((record.readUInt16LE(8) & ENCRYPTED_FLAGS) !== 0) {
    throw unsupported(
      `${shown} is protected by a password of the archive`,
      "Unpack it with 7-Zip.",
    );
  }
  if (method !== METHOD.stored && method !== METHOD.deflated) {
    throw unsupported(`${shown} is packed by a method that is not known (${method})`, "Try 7-Zip.");
  }
  const extra = record.subarray(nameEnd, nameEnd + record.readUInt16LE(30));
  const { sizeBytes, packedBytes, offset, disk } = placeAndSizes(record, zip64Field(extra), shown);
  const isDeflated = method === METHOD.deflated;
  const most = isDeflated ? packedBytes * MOST_RATIO + RATIO_FREE_BYTES : packedBytes;
  if (sizeBytes > most || (!isDeflated && sizeBytes !== packedBytes)) {
    throw damaged(`${shown} can't have ${sizeBytes} bytes: only ${packedBytes} are in the archive`);
  }
  return {
    ...{ name, nameBytes, isDeflated, packedBytes, sizeBytes },
    crc32: record.readUInt32LE(16),
    mode: record.readUInt16LE(40),
    position: archive.position(disk, offset),
  };
}

function nameOf(bytes: Buffer, number: number): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw damaged(`the archive has a name that is not UTF-8 (entry ${number})`);
  }
}

interface PlaceAndSizes {
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly offset: number;
  readonly disk: number;
}

/** A number that has no room in the record is in the ZIP64 field, which holds only such ones (4.5.3). */
function placeAndSizes(record: Buffer, zip64: Buffer, shown: string): PlaceAndSizes {
  let used = 0;
  const wide = (value: number, limit: number, width: 4 | 8): number => {
    if (value !== limit) return value;
    if (used + width > zip64.length) throw damaged(`the directory entry of ${shown} is damaged`);
    used += width;
    return width === 8 ? largeNumber(zip64, used - 8) : zip64.readUInt32LE(used - 4);
  };
  const sizeBytes = wide(record.readUInt32LE(24), MAX_32, 8);
  const packedBytes = wide(record.readUInt32LE(20), MAX_32, 8);
  const offset = wide(record.readUInt32LE(42), MAX_32, 8);
  return { sizeBytes, packedBytes, offset, disk: wide(record.readUInt16LE(34), MAX_16, 4) };
}

function zip64Field(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_FIELD) continue;
    return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return Buffer.alloc(0);
}

/** No two entries share bytes: a small archive could else unpack to any size. */
function inPlace(entries: readonly ZipEntry[], directory: number): readonly ZipEntry[] {
  const sorted = entries.toSorted((a, b) => a.position - b.position);
  for (const [i, { name, nameBytes, packedBytes, position }] of sorted.entries()) {
    const next = sorted[i + 1]?.position ?? directory;
    if (position + LOCAL_BYTES + nameBytes.length + packedBytes > next) {
      throw damaged(`the archive is damaged: ${shownName(name)} reaches into what follows it`);
    }
  }
  return sorted;
}
