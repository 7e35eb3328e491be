import { describe, expect, it } from "vitest";
import { SplitNeeded, type PackOptions } from "../../../src/packaging/archive.ts";
import { asFiles, KIB, MIB, noise, volumesOf } from "./sample-content.ts";
import { readStrictly } from "./strict-reader.ts";

const content = noise(12 * MIB);
const pack = (options: Partial<PackOptions>) =>
  volumesOf(asFiles([{ name: "a", bytes: content }]), { level: 0, ...options });
/** What is handed over when 8 MiB of 12 have been held back. */
const share = (): number => 8 / 12;

describe("one volume or many", () => {
  it("is many when what is seen so far lets expect more than a volume", async () => {
    const volumes = await pack({ splitSizeBytes: 10 * MIB, progress: share });
    expect(volumes).toHaveLength(2);
    expect(readStrictly(volumes).get("a")?.equals(content)).toBe(true);
  });

  it("is many already when a volume is expected to become nearly full", async () => {
    const volumes = await pack({ splitSizeBytes: 12.1 * MIB, progress: share });
    expect(volumes.map((volume) => volume.readUInt32BE(0))).toEqual([0x504b0708, 0x504b0506]);
    expect(readStrictly(volumes).get("a")?.equals(content)).toBe(true);
  });

  it("is one when a volume is expected to be enough", async () => {
    const volumes = await pack({ splitSizeBytes: 13 * MIB, progress: share });
    expect(volumes.map((volume) => volume.readUInt32BE(0))).toEqual([0x504b0304]);
  });

  it("is one when nobody knows how much will come", async () => {
    expect(await pack({ splitSizeBytes: 13 * MIB })).toHaveLength(1);
    expect(await pack({ splitSizeBytes: 13 * MIB, progress: () => undefined })).toHaveLength(1);
  });

  it("fails with SplitNeeded when one was wrong, and is many when begun again as split", async () => {
    await expect(pack({ splitSizeBytes: 10 * MIB, progress: () => 1 })).rejects.toThrow(
      SplitNeeded,
    );
    expect(await pack({ splitSizeBytes: 10 * MIB, form: "split" })).toHaveLength(2);
  });

  it("asks nobody where the whole archive is held back: it is one up to the last byte", async () => {
    const never = (): number => {
      throw new Error("asked");
    };
    const small = [{ name: "a", bytes: noise(100 * KIB) }];
    const options = { level: 0, progress: never };
    const [archive = Buffer.alloc(0)] = await volumesOf(asFiles(small), options);
    const exactly = { ...options, splitSizeBytes: archive.length };
    for (const form of ["auto", "split"] as const) {
      expect(await volumesOf(asFiles(small), { ...exactly, form })).toHaveLength(1);
    }
    const tooSmall = { level: 0, splitSizeBytes: archive.length - 1 };
    expect(await volumesOf(asFiles(small), tooSmall)).toHaveLength(2);
  });
});
