/**
 * The records of a split archive that differ from those of a plain one: they name volumes
 * ("disks", counted from 0; APPNOTE 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3).
 */

/** First bytes of the first volume of a split archive (section 8.5.3). */
export const SPLIT_SIGNATURE = Buffer.from([0x50, 0x4b, 0x07, 0x08]);

const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const ZIP64_VERSION = 45;
const MADE_BY_UNIX = (3 << 8) | 63;
const ZIP64_END_BYTES = 56;
const LOCATOR_BYTES = 20;
const END_BYTES = 22;

export interface Place {
  readonly disk: number;
  readonly offset: number;
}

/** What the end of the central directory tells. */
export interface DirectorySummary {
  readonly start: Place;
  readonly sizeBytes: number;
  readonly entries: number;
  /** Those on the volume that the end record is on. */
  readonly entriesOnLastDisk: number;
  /** Where these end records themselves begin. */
  readonly end: Place;
}

/** `record`, of a plain archive and without comment, for a file whose local header is at `start`. */
export function centralRecordAt(record: Buffer, start: Place): Buffer {
  const hasZip64 = record.readUInt32LE(42) === MAX_32;
  const extra = start.disk < MAX_16 ? Buffer.alloc(0) : diskExtra(start.disk, hasZip64);
  const moved = Buffer.concat([record, extra]);
  moved.writeUInt16LE(Math.min(start.disk, MAX_16), 34);
  // yazl puts the ZIP64 field last, and the offset last in it.
  if (hasZip64) moved.writeBigUInt64LE(BigInt(start.offset), record.length - 8);
  else moved.writeUInt32LE(start.offset, 42);
  if (extra.length === 0) return moved;
  moved.writeUInt16LE(ZIP64_VERSION, 6);
  moved.writeUInt16LE(record.readUInt16LE(30) + extra.length, 30);
  if (hasZip64) moved.writeUInt16LE(28, record.length - 26);
  return moved;
}

/** The disk number as a ZIP64 field of its own, or as the end of the one that is there already. */
function diskExtra(disk: number, hasZip64: boolean): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(disk);
  return hasZip64 ? number : Buffer.concat([Buffer.from([1, 0, 4, 0]), number]);
}

/**
 * The end records, kept together (section 4.4.1.5): with those of ZIP64 before when a number is too
 * large for the plain one.
 */
export function endRecords(summary: DirectorySummary): Buffer {
  const { start, end } = summary;
  const isLarge =
    end.disk >= MAX_16 || // no directory starts on a later volume than its end
    summary.entries >= MAX_16 ||
    summary.sizeBytes >= MAX_32;
  const record = Buffer.alloc(END_BYTES);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(Math.min(end.disk, MAX_16), 4);
  record.writeUInt16LE(Math.min(start.disk, MAX_16), 6);
  record.writeUInt16LE(Math.min(summary.entriesOnLastDisk, MAX_16), 8);
  record.writeUInt16LE(Math.min(summary.entries, MAX_16), 10);
  record.writeUInt32LE(Math.min(summary.sizeBytes, MAX_32), 12);
  record.writeUInt32LE(start.offset, 16);
  return isLarge ? Buffer.concat([zip64End(summary), locator(end), record]) : record;
}

function zip64End(summary: DirectorySummary): Buffer {
  const record = Buffer.alloc(ZIP64_END_BYTES);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(ZIP64_END_BYTES - 12), 4);
  record.writeUInt16LE(MADE_BY_UNIX, 12);
  record.writeUInt16LE(ZIP64_VERSION, 14);
  record.writeUInt32LE(summary.end.disk, 16);
  record.writeUInt32LE(summary.start.disk, 20);
  record.writeBigUInt64LE(BigInt(summary.entriesOnLastDisk), 24);
  record.writeBigUInt64LE(BigInt(summary.entries), 32);
  record.writeBigUInt64LE(BigInt(summary.sizeBytes), 40);
  record.writeBigUInt64LE(BigInt(summary.start.offset), 48);
  return record;
}

function locator(end: Place): Buffer {
  const record = Buffer.alloc(LOCATOR_BYTES);
  record.writeUInt32LE(0x07064b50, 0);
  record.writeUInt32LE(end.disk, 4);
  record.writeBigUInt64LE(BigInt(end.offset), 8);
  record.writeUInt32LE(end.disk + 1, 16);
  return record;
}
