import { describe, expect, it } from "vitest";
import { SplitNeeded } from "../../../src/packaging/archive.ts";
import { singleLayout, splitLayout, type Placed } from "../../../src/packaging/layout.ts";
import { writeZip, type Piece } from "../../../src/packaging/zip-writer.ts";
import { asFiles, KIB, MIB, noise } from "./sample-content.ts";
import { readCentral, readEnd } from "./strict-reader.ts";

const local = (length: number): Piece => ({ kind: "local", bytes: Buffer.alloc(length, "L") });
const data = (length: number): Piece => ({ kind: "data", bytes: Buffer.alloc(length, "D") });
const lengths = (placed: readonly Placed[]): readonly (readonly [number, number])[] =>
  placed.map(({ volume, bytes }) => [volume, bytes.length]);

/** The records that yazl writes at the end for one small file. */
async function endPieces(): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of writeZip(asFiles([{ name: "a", bytes: Buffer.from("x") }]), 6)) {
    if (piece.kind === "central" || piece.kind === "end") pieces.push(piece);
  }
  return pieces;
}

describe("one volume", () => {
  it("takes an archive of exactly its size, and says that more needs a split", () => {
    const place = singleLayout(100);
    expect(lengths(place(local(40)))).toEqual([[1, 40]]);
    expect(lengths(place(data(60)))).toEqual([[1, 60]]);
    expect(() => place(data(1))).toThrow(SplitNeeded);
  });
});

describe("numbered volumes", () => {
  it("begin with the signature of split archives, only the first of them", () => {
    const place = splitLayout(64 * KIB);
    expect(place(local(40))[0]?.bytes.toString("latin1")).toBe("PK\x07\x08");
    const later = place(data(200 * KIB));
    expect(later.every(({ bytes }) => bytes.every((byte) => byte === 0x44))).toBe(true);
  });

  it("are filled to the last byte with data", () => {
    const place = splitLayout(64 * KIB);
    place(local(40));
    expect(lengths(place(data(2 * 64 * KIB)))).toEqual([
      [1, 64 * KIB - 44],
      [2, 64 * KIB],
      [3, 44],
    ]);
  });

  it("end early for a record that would cross to the next, and only for that", () => {
    const place = splitLayout(64 * KIB);
    place(local(40));
    place(data(64 * KIB - 44 - 16));
    expect(lengths(place({ kind: "descriptor", bytes: Buffer.alloc(16) }))).toEqual([[1, 16]]);
    expect(lengths(place(local(40)))).toEqual([[2, 40]]);
    place(data(64 * KIB - 40 - 15));
    expect(lengths(place({ kind: "descriptor", bytes: Buffer.alloc(16) }))).toEqual([[3, 16]]);
  });

  it("refuse a record that is larger than a volume", () => {
    const place = splitLayout(64 * KIB);
    expect(() => place(local(64 * KIB + 1))).toThrow("larger than a volume");
  });

  it("are two at least, since the first has said that there are more", async () => {
    const place = splitLayout(64 * KIB);
    const placed = [local(31), data(3), ...(await endPieces())].flatMap((piece) => place(piece));
    expect(placed.map(({ volume }) => volume)).toEqual([1, 1, 1, 1, 2]);
    expect(readEnd(placed.at(-1)!.bytes)).toMatchObject({
      disk: 1,
      directoryDisk: 0,
      entries: 1,
      entriesHere: 0,
    });
  });

  it("count on beyond 65,535, with directory and end in their ZIP64 forms", async () => {
    const place = splitLayout(64 * KIB);
    const block = noise(MIB);
    place(local(31));
    let volumes = 0;
    for (let i = 0; i < 4097; i += 1) {
      volumes = place({ kind: "data", bytes: block }).at(-1)!.volume;
    }
    expect(volumes).toBe(65_553);
    const [first] = place(local(31));
    const [central, end] = await endPieces();
    place(central!);
    const record = place(central!)[0]!;
    expect(readCentral(record.bytes)).toMatchObject({ disk: first!.volume - 1, isZip64: true });
    // The end names its own place, so it is read where it lies.
    const placed = place(end!)[0]!;
    const volume = Buffer.concat([Buffer.alloc(endOffset(placed.bytes)), placed.bytes]);
    expect(readEnd(volume)).toMatchObject({ disk: volumes - 1, entries: 2, entriesHere: 2 });
  });
});

function endOffset(records: Buffer): number {
  return Number(records.readBigUInt64LE(records.length - 22 - 20 + 8));
}
