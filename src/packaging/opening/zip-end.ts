/** The end of an archive: how many volumes it has and where its directory is (APPNOTE 6.3.10, 4.3.14 to 4.3.16). */
import { damaged } from "./faults.ts";
import type { JoinedVolumes } from "./joined-volumes.ts";

const END = 0x06054b50;
const END_BYTES = 22;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;

/** So much of the last volume holds the end records for certain: a comment has at most 65,535 bytes. */
export const TAIL_BYTES = LOCATOR_BYTES + END_BYTES + MAX_16;

export interface ZipEnd {
  /** How many volumes the archive has. */
  readonly volumes: number;
  readonly entries: number;
  readonly directoryBytes: number;
  /** Where the directory begins: volume from 0, and offset in it. */
  readonly directory: Place;
  /** Where the ZIP64 form of this is, when a number is too large for the plain one. */
  readonly zip64: Place | undefined;
}

interface Place {
  readonly disk: number;
  readonly offset: number;
}

/** Reads the plain end record, at the end of the last volume. @throws {InputError} E009 there is none */
export function zipEnd(tail: Buffer, name: string): ZipEnd {
  const at = endOffset(tail, name);
  const locator = at - LOCATOR_BYTES;
  const hasLocator = locator >= 0 && tail.readUInt32LE(locator) === LOCATOR;
  const disk = tail.readUInt16LE(at + 4);
  return {
    volumes: disk === MAX_16 && hasLocator ? tail.readUInt32LE(locator + 16) : disk + 1,
    entries: tail.readUInt16LE(at + 10),
    directoryBytes: tail.readUInt32LE(at + 12),
    directory: { disk: tail.readUInt16LE(at + 6), offset: tail.readUInt32LE(at + 16) },
    zip64: hasLocator
      ? { disk: tail.readUInt32LE(locator + 4), offset: largeNumber(tail, locator + 8) }
      : undefined,
  };
}

/** The record whose comment ends where the file does: a comment may hold anything. */
function endOffset(tail: Buffer, name: string): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  throw damaged(`${name} is not a zip archive, or was cut off: its end is missing`);
}

/** The same with the numbers of the ZIP64 record, where there is one. @throws {InputError} E009 */
export async function withZip64(end: ZipEnd, archive: JoinedVolumes): Promise<ZipEnd> {
  if (!end.zip64) return end;
  const position = archive.position(end.zip64.disk, end.zip64.offset);
  const record = await archive.bytes(position, ZIP64_END_BYTES);
  if (record.readUInt32LE(0) !== ZIP64_END) {
    throw damaged("the archive is damaged: its ZIP64 end record is not where it should be");
  }
  const { directory } = end;
  return {
    ...end,
    entries: end.entries === MAX_16 ? largeNumber(record, 32) : end.entries,
    directoryBytes: end.directoryBytes === MAX_32 ? largeNumber(record, 40) : end.directoryBytes,
    directory: {
      disk: directory.disk === MAX_16 ? record.readUInt32LE(20) : directory.disk,
      offset: directory.offset === MAX_32 ? largeNumber(record, 48) : directory.offset,
    },
  };
}

/** Eight bytes; numbers over 2^53 lose digits, and are far over every limit anyway. */
export function largeNumber(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
