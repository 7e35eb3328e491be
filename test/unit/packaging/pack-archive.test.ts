import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { volumeName, type ArchiveFile } from "../../../src/packaging/archive.ts";
import { packArchive } from "../../../src/packaging/pack-archive.ts";
import { asFiles, jsonLines, KIB, MIB, MODIFIED, noise, volumesOf } from "./sample-content.ts";
import { gaps, readStrictly } from "./strict-reader.ts";

const options = { level: 6, splitSizeBytes: 64 * KIB, form: "auto" } as const;
const LONGEST_RECORD = 46 + 300 + 9;

const sample = fc.record({
  sizeBytes: fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 0, max: 400 * KIB }),
    // Around the end of a volume of 64 KiB, where headers begin not to fit.
    fc.integer({ min: 64 * KIB - 150, max: 64 * KIB }),
  ),
  isNoise: fc.boolean(),
  nameBytes: fc.integer({ min: 10, max: 300 }),
});

describe("an archive", () => {
  it("holds its files whatever their sizes are and wherever it is cut", async () => {
    const property = fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, 1, 6),
      fc.integer({ min: 64 * KIB, max: 66 * KIB }),
      fc.integer({ min: 1000, max: 300_000 }),
      async (samples, level, splitSizeBytes, chunkBytes) => {
        const files = samples.map(({ sizeBytes, isNoise, nameBytes }, i) => ({
          name: `d/${i}`.padEnd(nameBytes, "x"),
          bytes: isNoise ? noise(sizeBytes, i) : jsonLines(sizeBytes),
        }));
        const packOptions = { level, splitSizeBytes };
        const volumes = await volumesOf(asFiles(files, chunkBytes), packOptions);
        const read = readStrictly(volumes);
        expect([...read.keys()]).toEqual(files.map(({ name }) => name));
        for (const { name, bytes } of files) expect(read.get(name)?.equals(bytes)).toBe(true);
        for (const gap of gaps(volumes, splitSizeBytes)) {
          expect(gap).toBeGreaterThanOrEqual(0);
          expect(gap).toBeLessThan(LONGEST_RECORD);
        }
        expect(volumes.at(-1)?.length).toBeLessThanOrEqual(splitSizeBytes);
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 20261121 });
  });

  it("has a directory that itself goes over several volumes", async () => {
    const files = Array.from({ length: 2500 }, (_, i) => ({
      name: `folder/with/a/long/name/${i}.json`,
      bytes: Buffer.from(`{"ID":${i}}\n`),
    }));
    const volumes = await volumesOf(asFiles(files), options);
    const read = readStrictly(volumes);
    expect(read.size).toBe(2500);
    expect(read.get(files[2499]!.name)?.toString()).toBe('{"ID":2499}\n');
    expect(volumes.length).toBeGreaterThan(5);
  });

  it("without files is the end record alone", async () => {
    const volumes = await volumesOf(asFiles([]));
    expect(volumes.map((volume) => volume.length)).toEqual([22]);
  });

  it("refuses names that lead out of the folder", async () => {
    for (const name of ["../a", "/a", "C:/a", ""]) {
      await expect(volumesOf(asFiles([{ name, bytes: noise(9) }]))).rejects.toThrow(/path|Path/);
    }
  });
});

describe("the same files", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it("give the same bytes in each time zone and however they are handed over", async () => {
    const files = [
      { name: "a", bytes: jsonLines(3 * MIB) },
      { name: "b", bytes: noise(500_000) },
    ];
    process.env["TZ"] = "Pacific/Kiritimati";
    const east = await volumesOf(asFiles(files, 1000), options);
    process.env["TZ"] = "America/Los_Angeles";
    expect(MODIFIED.getHours()).not.toBe(MODIFIED.getUTCHours());
    const west = await volumesOf(asFiles(files, 2 * MIB), options);
    expect(Buffer.concat(west).equals(Buffer.concat(east))).toBe(true);
    expect(west.map(({ length }) => length)).toEqual(east.map(({ length }) => length));
  });
});

describe("the names of volumes", () => {
  it.each([
    [1, 1, "x.zip"],
    [1, 3, "x.z01"],
    [99, 130, "x.z99"],
    [100, 130, "x.z100"],
    [130, 130, "x.zip"],
  ])("%i of %i is %s", (number, count, name) => {
    expect(volumeName("x", number, count)).toBe(name);
  });
});

describe("when something goes wrong", () => {
  /** Files that tell which of their contents were begun and ended. */
  function watched(content: () => AsyncIterable<Buffer>) {
    const told: string[] = [];
    async function* files(): AsyncGenerator<ArchiveFile> {
      try {
        for (const name of ["a", "b"]) yield { name, modifiedAt: MODIFIED, content: each(name) };
      } finally {
        told.push("files ended");
      }
    }
    async function* each(name: string): AsyncGenerator<Buffer> {
      told.push(`${name} begun`);
      try {
        yield* content();
      } finally {
        told.push(`${name} ended`);
      }
    }
    return { files, told };
  }
  async function* endless(): AsyncGenerator<Buffer> {
    for (let i = 0; ; i = (i + 1) % 256) yield noise(MIB, i);
  }

  it("with a source, packing fails with its error, and the other sources are ended", async () => {
    const fault = new Error("the source has gone");
    const { files, told } = watched(async function* () {
      for (let i = 0; i < 20; i += 1) yield noise(MIB, i);
      throw fault;
    });
    for (const splitSizeBytes of [MIB, 1024 * MIB]) {
      told.length = 0;
      await expect(volumesOf(files(), { ...options, splitSizeBytes })).rejects.toBe(fault);
      expect(told).toEqual(["a begun", "a ended", "files ended"]);
    }
  });

  it("the reader may stop after a volume", async () => {
    const { files, told } = watched(endless);
    for await (const { number, content } of packArchive(files(), options)) {
      for await (const bytes of content) expect(bytes.length).toBeGreaterThan(0);
      if (number === 3) break;
    }
    expect(told).toEqual(["a begun", "a ended", "files ended"]);
  });

  it("the reader may stop within a volume", async () => {
    const { files, told } = watched(endless);
    const archive = packArchive(files(), { ...options, splitSizeBytes: 20 * MIB });
    const reading = async (): Promise<void> => {
      for await (const { content } of archive) {
        for await (const bytes of content) {
          if (bytes.length > KIB) throw new Error("the disk is full");
        }
      }
    };
    await expect(reading()).rejects.toThrow("the disk is full");
    expect(told).toEqual(["a begun", "a ended", "files ended"]);
  });

  it("the reader may not leave out a part of a volume", async () => {
    const { files } = watched(endless);
    const skipping = async (): Promise<void> => {
      for await (const { number } of packArchive(files(), options)) expect(number).toBe(1);
    };
    await expect(skipping()).rejects.toThrow("volume 1 was not read to its end");
  });
});
