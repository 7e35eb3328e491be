import { describe, expect, it } from "vitest";
import { ObservedFiles, type FileFacts } from "../../../src/drop/observed-files.ts";

const rule = { settleMs: 1_000, patienceMs: 10_000 };
const stats = (ino: number, size: number, mtimeMs: number): FileFacts => ({ ino, size, mtimeMs });

function at(files: ObservedFiles, name: string): string | undefined {
  const found = files.oldest(100).find(({ file }) => file.name === name)?.judgement;
  return found?.state === "waiting" ? found.reason : found?.state;
}

describe("the files of a folder", () => {
  it("are offered oldest first by their own clock, then by name", () => {
    const files = new ObservedFiles(rule, undefined);
    for (const [name, ino, time] of [
      ["c", 1, 50],
      ["b", 2, 10],
      ["a", 3, 50],
    ] as const) {
      files.observe(name, stats(ino, 1, time), 5_000);
      files.looked(name, { end: "unknown" }, 5_000);
    }
    const order: (string | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      const next = files.nextReady();
      order.push(next?.name);
      if (next) files.remove(next.name, 5_000);
    }
    expect(order).toEqual(["b", "a", "c", undefined]);
  });

  it("start their quiet time again when they grow while they wait", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 1_500);
    expect(at(files, "a.csv")).toBe("was written 1 s ago");
    files.observe("a.csv", stats(1, 20, 1_000), 2_500);
    expect(at(files, "a.csv")).toBe("grew 0 s ago");
    expect(files.due(3_400)).toEqual([]);
    expect(files.due(3_500)).toEqual(["a.csv"]);
  });

  it("are not ready any more when they are written to after the look", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    files.looked("a.csv", { end: "unknown" }, 5_000);
    expect(files.nextReady()?.name).toBe("a.csv");
    files.observe("a.csv", stats(1, 11, 5_100), 5_200);
    expect(files.nextReady()).toBeUndefined();
  });

  it("count as new when another file stands under the same name", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    files.looked("a.csv", { end: "unknown" }, 5_000);
    files.observe("a.csv", stats(2, 10, 4_900), 5_200);
    expect(files.nextReady()).toBeUndefined();
    expect(at(files, "a.csv")).toBe("was written 0 s ago");
  });

  it("wait while an editor's lock file stands beside them, and no longer", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.xlsx", stats(1, 10, 1_000), 5_000);
    files.observeCompanion("~$a.xlsx", 5_000);
    expect(at(files, "a.xlsx")).toBe("is open in an editor (~$a.xlsx)");
    files.remove("~$a.xlsx", 5_001);
    expect(at(files, "a.xlsx")).toBe("look");
  });

  it("wait for the marker that their type asks for", () => {
    const files = new ObservedFiles(rule, "done");
    expect(files.isCompanion("a.csv.done")).toBe(true);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    expect(at(files, "a.csv")).toBe("waits for a.csv.done");
    files.observeCompanion("a.csv.done", 5_000);
    expect(at(files, "a.csv")).toBe("look");
  });

  it("are forgotten when a scan does not find them", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    files.looked("a.csv", { end: "unknown" }, 5_000);
    expect(files.listed([], 5_000)).toEqual([]);
    expect(files.nextReady()).toBeUndefined();
    expect([files.count, files.oldest(100)]).toEqual([0, []]);
  });

  it("need not be observed again by each scan while they are at rest", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("rest.csv", stats(1, 10, 1_000), 5_000);
    files.observe("busy.csv", stats(2, 10, 4_900), 5_000);
    files.observe("done.csv", stats(3, 10, 900), 5_000);
    files.looked("done.csv", { end: "unknown" }, 5_000);
    const names = ["rest.csv", "busy.csv", "done.csv", "new.csv"];
    expect(files.listed(names, 9_000)).toEqual(["busy.csv", "done.csv", "new.csv"]);
    expect(files.count).toBe(3);
  });

  it("are at rest only by what was read of them since", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    expect([files.isAtRest("a.csv", 5_000), files.isAtRest("a.csv", 5_001)]).toEqual([true, false]);
    files.observe("a.csv", stats(1, 10, 1_000), 6_000);
    expect(files.isAtRest("a.csv", 6_000)).toBe(true);
  });

  it("start their quiet time again when they grew, at rest, without a new time", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("a.csv", stats(1, 10, 1_000), 5_000);
    files.observe("a.csv", stats(1, 20, 1_000), 60_000);
    expect(at(files, "a.csv")).toBe("grew 0 s ago");
    files.observe("a.csv", stats(1, 20, 1_000), 61_000);
    expect(files.atRest(9)).toEqual(["a.csv"]);
    // Its end is waited for from that change on.
    files.looked("a.csv", { end: "cut" }, 69_900);
    expect(at(files, "a.csv")).toBe("is not complete: its end is missing");
    files.observe("a.csv", stats(1, 20, 1_000), 70_000);
    files.looked("a.csv", { end: "cut" }, 70_000);
    expect(files.nextReady()?.name).toBe("a.csv");
  });

  it("are complete by their marker though they changed a moment ago", () => {
    const files = new ObservedFiles(rule, "done");
    files.observeCompanion("a.csv.done", 5_000);
    files.observe("a.csv", stats(1, 10, 4_999), 5_000);
    files.looked("a.csv", { end: "unknown" }, 5_000);
    expect(files.nextReady()?.name).toBe("a.csv");
  });

  it("are looked at again the later the more of them are waited for", () => {
    const files = new ObservedFiles(rule, undefined);
    const names = Array.from({ length: 2_000 }, (_unused, i) => `f${i}`);
    for (const [i, name] of names.entries()) files.observe(name, stats(i, 1, 0), 5_000);
    for (const name of names) files.looked(name, { end: "unknown", refused: "EACCES" }, 5_000);
    expect(files.due(5_999)).toEqual([]);
    expect(files.due(6_499)).toHaveLength(500);
    expect(files.due(8_000)).toHaveLength(2_000);
    expect([files.count, files.atRestCount]).toEqual([2_000, 0]);
  });

  it("are shown oldest first, whatever each waits for", () => {
    const files = new ObservedFiles(rule, undefined);
    files.observe("rest.csv", stats(1, 10, 2_000), 5_000);
    files.observe("busy.csv", stats(2, 10, 4_900), 5_000);
    files.observe("done.csv", stats(3, 10, 1_000), 5_000);
    files.looked("done.csv", { end: "unknown" }, 5_000);
    const shown = files.oldest(9).map(({ file, judgement }) => [file.name, judgement.state]);
    expect(shown).toEqual([
      ["done.csv", "ready"],
      ["rest.csv", "look"],
      ["busy.csv", "waiting"],
    ]);
    expect(files.oldest(1)).toHaveLength(1);
  });
});
