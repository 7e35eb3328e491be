import { describe, expect, it } from "vitest";
import { nextGroup } from "../../../src/drop/group.ts";
import type { ObservedFile } from "../../../src/drop/observed-files.ts";

const KIB = 1024;

function files(...sizes: readonly number[]): ObservedFile[] {
  return sizes.map((sizeBytes, at) => ({
    name: `f${at}`,
    inode: at,
    sizeBytes,
    modifiedMs: at,
    seenMs: at,
    observedMs: at,
  }));
}

const names = (group: readonly ObservedFile[]): string[] => group.map(({ name }) => name);
const all = (): boolean => true;

describe("a group", () => {
  it("has the oldest small files in their order, at most 64 of them", () => {
    const waiting = files(...Array.from({ length: 100 }, () => 10));
    expect(names(nextGroup(waiting, all))).toEqual(names(waiting.slice(0, 64)));
  });

  it("is the one file that waits", () => {
    expect(names(nextGroup(files(10), all))).toEqual(["f0"]);
    expect(nextGroup([], all)).toEqual([]);
  });

  it("is a large file alone, and ends before one", () => {
    expect(names(nextGroup(files(65 * KIB, 10, 10), all))).toEqual(["f0"]);
    expect(names(nextGroup(files(10, 64 * KIB, 65 * KIB, 10), all))).toEqual(["f0", "f1"]);
  });

  it("has at most a mebibyte", () => {
    const waiting = files(...Array.from({ length: 20 }, () => 64 * KIB));
    expect(nextGroup(waiting, all)).toHaveLength(16);
  });

  it("ends before the first file that must wait, though younger ones need not", () => {
    const waiting = files(10, 10, 10, 10);
    expect(names(nextGroup(waiting, ({ name }) => name !== "f2"))).toEqual(["f0", "f1"]);
    expect(nextGroup(waiting, ({ name }) => name !== "f0")).toEqual([]);
  });
});
