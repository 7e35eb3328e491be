/** Zip archives made byte by byte, so that everything in them may be wrong. */
import { crc32, deflateRawSync } from "node:zlib";

export interface HandMadeEntry {
  readonly name: string | Buffer;
  /** Name in the local header, where that is another one. */
  readonly localName?: string;
  readonly content?: Buffer;
  /** Default: deflated. */
  readonly isStored?: boolean;
  readonly packed?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly mode?: number;
  readonly sizeBytes?: number;
  readonly packedBytes?: number;
  readonly crc?: number;
  /** Of the local header, in place of the true one. */
  readonly offset?: number;
}

export interface HandMadeEnd {
  readonly entries?: number;
  readonly directoryBytes?: number;
  readonly offset?: number;
  readonly comment?: Buffer;
}

export function handMadeZip(entries: readonly HandMadeEntry[], end: HandMadeEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = entry.content ?? Buffer.alloc(0);
    const packed = entry.packed ?? (entry.isStored ? content : deflateRawSync(content));
    const fields = Buffer.alloc(20);
    fields.writeUInt16LE(entry.flags ?? 0x0800, 0);
    fields.writeUInt16LE(entry.method ?? (entry.isStored ? 0 : 8), 2);
    fields.writeUInt32LE(entry.crc ?? crc32(content), 8);
    fields.writeUInt32LE(entry.packedBytes ?? packed.length, 12);
    fields.writeUInt32LE(entry.sizeBytes ?? content.length, 16);
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? name);
    const local = Buffer.concat([
      Buffer.from("504b03041400", "hex"),
      fields,
      u16(localName.length, 0),
    ]);
    parts.push(local, localName, packed);
    const mode = Buffer.alloc(4);
    mode.writeUInt16LE(entry.mode ?? 0o100644, 2);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(entry.offset ?? at);
    const head = Buffer.from("504b01021e031400", "hex");
    const rest = u16(name.length, 0, 0, 0, 0);
    directory.push(head, fields, rest, mode, place, name);
    at += local.length + localName.length + packed.length;
  }
  const all = Buffer.concat(directory);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(end.directoryBytes ?? all.length, 0);
  sizes.writeUInt32LE(end.offset ?? at, 4);
  const comment = end.comment ?? Buffer.alloc(0);
  const count = end.entries ?? entries.length;
  const head = Buffer.from("504b0506", "hex");
  return Buffer.concat([
    ...parts,
    all,
    head,
    u16(0, 0, count, count),
    sizes,
    u16(comment.length),
    comment,
  ]);
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}
