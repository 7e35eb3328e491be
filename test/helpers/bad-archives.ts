/** Zip archives that lie about themselves, made from honest ones by changing their directory. */

const CENTRAL = Buffer.from("PK\u0001\u0002", "latin1");
const END = Buffer.from("PK\u0005\u0006", "latin1");

/** Where the directory's entry of the part begins. */
function entryOf(archive: Buffer, part: string): number {
  for (let at = archive.indexOf(CENTRAL); at >= 0; at = archive.indexOf(CENTRAL, at + 4)) {
    const name = archive.toString("utf8", at + 46, at + 46 + archive.readUInt16LE(at + 28));
    if (name === part) return at;
  }
  throw new Error(`no part ${part}`);
}

type Field = "packedSize" | "size" | "checksum" | "position" | "method";
const OFFSETS = { method: 10, checksum: 16, packedSize: 20, size: 24, position: 42 } as const;

/** A copy in which the directory says `value` of the part. */
export function lying(archive: Buffer, part: string, field: Field, value: number): Buffer {
  const copy = Buffer.from(archive);
  const at = entryOf(copy, part) + OFFSETS[field];
  if (field === "method") copy.writeUInt16LE(value, at);
  else copy.writeUInt32LE(value, at);
  return copy;
}

/** What the directory says of the part. */
export function told(archive: Buffer, part: string, field: Exclude<Field, "method">): number {
  return archive.readUInt32LE(entryOf(archive, part) + OFFSETS[field]);
}

/** A copy whose end record says `value`: number of entries, or where the directory begins. */
export function wrongEnd(archive: Buffer, field: "entries" | "directory", value: number): Buffer {
  const copy = Buffer.from(archive);
  const at = copy.lastIndexOf(END);
  if (field === "entries") {
    copy.writeUInt16LE(value, at + 8);
    copy.writeUInt16LE(value, at + 10);
  } else {
    copy.writeUInt32LE(value, at + 16);
  }
  return copy;
}

/** A copy that ends before its end record. */
export function withoutEnd(archive: Buffer): Buffer {
  return archive.subarray(0, archive.lastIndexOf(END));
}
