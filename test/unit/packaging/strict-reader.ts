/**
 * A strict reader of split archives: written from APPNOTE 6.3.10 alone, and content with nothing
 * but archives in which each byte of each volume has its place.
 */
import { crc32, inflateRawSync } from "node:zlib";

const END_BYTES = 22;
const ZIP64_END_BYTES = 56 + 20 + 22;

interface End {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesHere: number;
  readonly entries: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
}

interface Central {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly disk: number;
  readonly offset: number;
  readonly isZip64: boolean;
}

const small = (value: number | bigint): number => Number(value);

/** The end of the central directory; its last bytes are those of the last volume. */
export function readEnd(last: Buffer): End {
  const at = last.length - 22;
  expectSignature(last, at, 0x06054b50);
  const plain: End = {
    disk: last.readUInt16LE(at + 4),
    directoryDisk: last.readUInt16LE(at + 6),
    entriesHere: last.readUInt16LE(at + 8),
    entries: last.readUInt16LE(at + 10),
    directoryBytes: last.readUInt32LE(at + 12),
    directoryOffset: last.readUInt32LE(at + 16),
  };
  if (at < 20 || last.readUInt32LE(at - 20) !== 0x07064b50) return plain;
  return withZip64(plain, last, at - 20);
}

function withZip64(plain: End, last: Buffer, locator: number): End {
  const at = small(last.readBigUInt64LE(locator + 8));
  expectSignature(last, at, 0x06064b50);
  const large: End = {
    disk: last.readUInt32LE(at + 16),
    directoryDisk: last.readUInt32LE(at + 20),
    entriesHere: small(last.readBigUInt64LE(at + 24)),
    entries: small(last.readBigUInt64LE(at + 32)),
    directoryBytes: small(last.readBigUInt64LE(at + 40)),
    directoryOffset: small(last.readBigUInt64LE(at + 48)),
  };
  expectEqual("disk of the ZIP64 end", last.readUInt32LE(locator + 4), large.disk);
  expectEqual("number of disks", last.readUInt32LE(locator + 16), large.disk + 1);
  for (const key of ["disk", "directoryDisk", "entriesHere", "entries"] as const) {
    expectEqual(key, plain[key], Math.min(large[key], 0xffff));
  }
  expectEqual("directory bytes", plain.directoryBytes, Math.min(large.directoryBytes, 0xffffffff));
  return large;
}

/** One record of the central directory, at the beginning of `record`. */
export function readCentral(record: Buffer): Central & { readonly length: number } {
  expectSignature(record, 0, 0x02014b50);
  const nameLength = record.readUInt16LE(28);
  const extraLength = record.readUInt16LE(30);
  const length = 46 + nameLength + extraLength + record.readUInt16LE(32);
  const extra = record.subarray(46 + nameLength, 46 + nameLength + extraLength);
  const zip64 = zip64Field(extra);
  let used = 0;
  const wide = (value: number, limit: number, width: 4 | 8): number => {
    if (value !== limit) return value;
    if (!zip64) throw new Error("a number is in a ZIP64 field that is not there");
    used += width;
    return width === 8 ? small(zip64.readBigUInt64LE(used - 8)) : zip64.readUInt32LE(used - 4);
  };
  const sizeBytes = wide(record.readUInt32LE(24), 0xffffffff, 8);
  const packedBytes = wide(record.readUInt32LE(20), 0xffffffff, 8);
  const offset = wide(record.readUInt32LE(42), 0xffffffff, 8);
  const disk = wide(record.readUInt16LE(34), 0xffff, 4);
  expectEqual("length of the ZIP64 field", zip64?.length ?? 0, used);
  expectEqual("version needed", record.readUInt16LE(6), zip64 ? 45 : 20);
  return {
    name: record.toString("utf8", 46, 46 + nameLength),
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    ...{ packedBytes, sizeBytes, disk, offset, length, isZip64: zip64 !== undefined },
  };
}

function zip64Field(extra: Buffer): Buffer | undefined {
  for (let at = 0; at < extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return undefined;
}

/** Where one is in the volumes; `take` reads a record, which must lie within one volume. */
class Cursor {
  readonly #volumes: readonly Buffer[];
  disk = 0;
  offset = 0;
  constructor(volumes: readonly Buffer[]) {
    this.#volumes = volumes;
  }

  get volume(): Buffer {
    return this.#volumes[this.disk] ?? Buffer.alloc(0);
  }

  /** The rest of the volume; a volume that has ended is left for the next. */
  rest(): Buffer {
    if (this.offset === this.volume.length && this.disk < this.#volumes.length - 1) {
      this.disk += 1;
      this.offset = 0;
    }
    return this.volume.subarray(this.offset);
  }

  take(length: number): Buffer {
    const record = this.rest().subarray(0, length);
    expectEqual("length of a record within its volume", record.length, length);
    this.offset += length;
    return record;
  }

  data(length: number): Buffer {
    const parts: Buffer[] = [];
    for (let left = length; left > 0;) {
      const part = this.take(Math.min(left, this.rest().length));
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }
}

/** The directory, read from the place that the end record names. */
function readDirectory(volumes: readonly Buffer[]): readonly Central[] {
  const end = readEnd(volumes.at(-1) ?? Buffer.alloc(0));
  expectEqual("number of the last disk", end.disk, volumes.length - 1);
  const cursor = new Cursor(volumes);
  cursor.disk = end.directoryDisk;
  cursor.offset = end.directoryOffset;
  const records: Central[] = [];
  let onLast = 0;
  let bytes = 0;
  while (records.length < end.entries) {
    const record = readCentral(cursor.rest());
    cursor.take(record.length);
    bytes += record.length;
    if (cursor.disk === end.disk) onLast += 1;
    records.push(record);
  }
  expectEqual("size of the directory", end.directoryBytes, bytes);
  const left = cursor.rest().length;
  expectEqual("bytes after the directory", left, left === ZIP64_END_BYTES ? left : END_BYTES);
  expectEqual("disk of the end", cursor.disk, end.disk);
  expectEqual("entries on the last disk", end.entriesHere, onLast);
  return records;
}

/** Content of each file by its name. @throws {Error} at the first byte that is not as it must be */
export function readStrictly(volumes: readonly Buffer[]): ReadonlyMap<string, Buffer> {
  const cursor = new Cursor(volumes);
  const files = new Map<string, Buffer>();
  if (volumes.length > 1) expectSignature(cursor.take(4), 0, 0x08074b50);
  for (const central of readDirectory(volumes)) {
    cursor.rest();
    expectEqual(`disk of ${central.name}`, central.disk, cursor.disk);
    expectEqual(`offset of ${central.name}`, central.offset, cursor.offset);
    readLocal(cursor, central);
    const packed = cursor.data(central.packedBytes);
    const bytes = central.method === 0 ? packed : inflateRawSync(packed);
    expectEqual(`size of ${central.name}`, bytes.length, central.sizeBytes);
    expectEqual(`CRC of ${central.name}`, crc32(bytes), central.crc);
    readDescriptor(cursor.take(central.isZip64 ? 24 : 16), central);
    if (files.has(central.name)) throw new Error(`${central.name} is there twice`);
    files.set(central.name, bytes);
  }
  const end = readEnd(volumes.at(-1) ?? Buffer.alloc(0));
  if (files.size > 0) {
    cursor.rest();
    expectEqual("disk of the directory", end.directoryDisk, cursor.disk);
    expectEqual("offset of the directory", end.directoryOffset, cursor.offset);
  }
  return files;
}

function readLocal(cursor: Cursor, central: Central): void {
  const fixed = cursor.take(30);
  expectSignature(fixed, 0, 0x04034b50);
  expectEqual("extra fields of a local header", fixed.readUInt16LE(28), 0);
  const name = cursor.take(fixed.readUInt16LE(26)).toString("utf8");
  if (name !== central.name) throw new Error(`${name} stands where ${central.name} is expected`);
}

function readDescriptor(record: Buffer, central: Central): void {
  expectSignature(record, 0, 0x08074b50);
  expectEqual("CRC of a descriptor", record.readUInt32LE(4), central.crc);
  if (central.isZip64) return;
  expectEqual("packed size of a descriptor", record.readUInt32LE(8), central.packedBytes);
  expectEqual("size of a descriptor", record.readUInt32LE(12), central.sizeBytes);
}

/** Each volume but the last is full, but for less than a record that would have crossed its end. */
export function gaps(volumes: readonly Buffer[], splitSizeBytes: number): readonly number[] {
  return volumes.slice(0, -1).map((volume) => splitSizeBytes - volume.length);
}

function expectSignature(bytes: Buffer, at: number, signature: number): void {
  expectEqual(`signature at ${at}`, bytes.readUInt32LE(at), signature);
}

function expectEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, expected ${expected}`);
}
