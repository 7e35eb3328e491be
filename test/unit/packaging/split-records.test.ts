import { describe, expect, it } from "vitest";
import { centralRecordAt, endRecords } from "../../../src/packaging/split-records.ts";
import { singleLayout } from "../../../src/packaging/layout.ts";
import { writeZip } from "../../../src/packaging/zip-writer.ts";
import { asFiles } from "./sample-content.ts";
import { readCentral, readEnd } from "./strict-reader.ts";

/** A directory record as it is in a plain archive. */
async function plainRecord(): Promise<Buffer> {
  const layout = singleLayout(1e6);
  for await (const piece of writeZip(asFiles([{ name: "a.json", bytes: Buffer.from("x") }]), 6)) {
    if (piece.kind === "central") return layout(piece)[0]?.bytes ?? Buffer.alloc(0);
  }
  throw new Error("the archive has no directory");
}

/** The same for a file over 4 GiB: with a ZIP64 field of sizes and offset. */
async function largeRecord(): Promise<Buffer> {
  const plain = await plainRecord();
  const zip64 = Buffer.alloc(28);
  zip64.writeUInt16LE(1, 0);
  zip64.writeUInt16LE(24, 2);
  zip64.writeBigUInt64LE(5_000_000_000n, 4);
  zip64.writeBigUInt64LE(4_900_000_000n, 12);
  const record = Buffer.concat([plain, zip64]);
  for (const at of [20, 24, 42]) record.writeUInt32LE(0xffffffff, at);
  record.writeUInt16LE(record.readUInt16LE(30) + 28, 30);
  record.writeUInt16LE(45, 6);
  return record;
}

describe("a directory record of a split archive", () => {
  it.each([0, 1, 65_534, 65_535, 65_536, 200_000])(
    "names volume %i and the offset in it, in a ZIP64 field where 16 bits are not enough",
    async (disk) => {
      const read = readCentral(centralRecordAt(await plainRecord(), { disk, offset: 12_345 }));
      expect(read).toMatchObject({ name: "a.json", disk, offset: 12_345, sizeBytes: 1 });
      expect(read.isZip64).toBe(disk >= 65_535);
    },
  );

  it.each([3, 65_535, 100_000])("does the same for a file over 4 GiB, volume %i", async (disk) => {
    const record = centralRecordAt(await largeRecord(), { disk, offset: 77 });
    const read = readCentral(record);
    expect(read).toMatchObject({ disk, offset: 77, sizeBytes: 5e9, packedBytes: 4.9e9 });
    expect(read.length).toBe(record.length);
  });

  it("leaves the record that it was made from as it was", async () => {
    const record = await plainRecord();
    const before = Buffer.from(record);
    centralRecordAt(record, { disk: 9, offset: 9 });
    expect(record.equals(before)).toBe(true);
  });
});

describe("the end records of a split archive", () => {
  const ordinary = {
    start: { disk: 2, offset: 500 },
    sizeBytes: 3000,
    entries: 30,
    entriesOnLastDisk: 10,
    end: { disk: 3, offset: 0 },
  };

  it("are one record of 22 bytes for ordinary numbers", () => {
    const bytes = endRecords(ordinary);
    expect(bytes).toHaveLength(22);
    expect(readEnd(bytes)).toEqual({
      disk: 3,
      directoryDisk: 2,
      entriesHere: 10,
      entries: 30,
      directoryBytes: 3000,
      directoryOffset: 500,
    });
  });

  it.each([
    { ...ordinary, end: { disk: 65_535, offset: 0 } },
    { ...ordinary, start: { disk: 70_000, offset: 1 }, end: { disk: 70_001, offset: 0 } },
    { ...ordinary, entries: 65_535 },
    { ...ordinary, entries: 100_000, entriesOnLastDisk: 80_000 },
    { ...ordinary, sizeBytes: 5_000_000_000 },
  ])("have the ZIP64 form where a number needs it (%o)", (summary) => {
    const bytes = endRecords(summary);
    expect(bytes).toHaveLength(22 + 20 + 56);
    expect(readEnd(bytes)).toEqual({
      disk: summary.end.disk,
      directoryDisk: summary.start.disk,
      entriesHere: summary.entriesOnLastDisk,
      entries: summary.entries,
      directoryBytes: summary.sizeBytes,
      directoryOffset: summary.start.offset,
    });
  });

  it.each([
    { ...ordinary, end: { disk: 65_534, offset: 0 } },
    { ...ordinary, entries: 65_534 },
  ])("keep the plain form up to the last number that it can hold (%o)", (summary) => {
    expect(endRecords(summary)).toHaveLength(22);
  });
});
