import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Backlog, type RestingFile } from "../../../src/drop/backlog.ts";

function file(name: string, modifiedMs: number, changedMs?: number): RestingFile {
  const known = { name, modifiedMs, inode: 7, sizeBytes: 12, seenMs: 30, observedMs: 40 };
  return changedMs === undefined ? known : { ...known, changedMs };
}

const namesOf = (files: readonly RestingFile[]): string[] => files.map(({ name }) => name);
const byAge = (a: RestingFile, b: RestingFile): number =>
  a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1);

/** Few names and times, so that the same ones come again and files are as old as each other. */
const name = fc.integer({ min: 0, max: 40 }).map((n) => `f${n}`);
const act = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    name,
    modifiedMs: fc.integer({ max: 9, min: 0 }),
  }),
  fc.record({ kind: fc.constant("remove" as const), name }),
  fc.record({ kind: fc.constant("keep" as const), names: fc.array(name, { minLength: 20 }) }),
);

describe("the files at rest", () => {
  it("are offered oldest first, then by name, whatever came and went before", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200 }), fc.nat(50), (acts, most) => {
        const backlog = new Backlog();
        const model = new Map<string, RestingFile>();
        for (const each of acts) {
          if (each.kind === "put") {
            backlog.put(file(each.name, each.modifiedMs));
            model.set(each.name, file(each.name, each.modifiedMs));
          } else if (each.kind === "remove") {
            backlog.remove(each.name);
            model.delete(each.name);
          } else {
            backlog.keepOnly(each.names);
            for (const key of model.keys()) if (!each.names.includes(key)) model.delete(key);
          }
        }
        const sorted = [...model.values()].sort(byAge);
        expect(backlog.size).toBe(sorted.length);
        expect(backlog.oldest(most)).toEqual(sorted.slice(0, most));
      }),
    );
  });

  it("come out as they were put in", () => {
    const backlog = new Backlog();
    const known = [file("a", 1.25), file("b", 2, 1_700_000_000_000.5)];
    for (const each of known) backlog.put(each);
    expect(["a", "b", "c"].map((each) => backlog.get(each))).toEqual([...known, undefined]);
    expect(backlog.oldest(9)).toEqual(known);
  });

  it("are as many as come, in any order, and leave oldest first", () => {
    const backlog = new Backlog();
    const count = 5_000;
    // 7919 is prime: each place once, far from the one before.
    for (let i = 0; i < count; i++) backlog.put(file(`f${i}`, (i * 7_919) % count));
    const times: number[] = [];
    while (backlog.size > 0) {
      for (const each of backlog.oldest(256)) {
        times.push(each.modifiedMs);
        backlog.remove(each.name);
      }
    }
    expect(times).toEqual(Array.from({ length: count }, (_unused, i) => i));
  });

  it("tell which was seen first after a moment", () => {
    const backlog = new Backlog();
    backlog.put({ ...file("a", 1), seenMs: 100 });
    backlog.put({ ...file("b", 2), seenMs: 200 });
    expect(backlog.seenAfter(100)?.name).toBe("b");
    expect(backlog.seenAfter(200)).toBeUndefined();
    backlog.clear();
    expect([backlog.size, namesOf(backlog.oldest(1))]).toEqual([0, []]);
  });
});
