import { writeFile } from "node:fs/promises";
import { expect, describe, it } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { dropFolder } from "../../../src/drop/folders.ts";
import { HistoryNames } from "../../../src/drop/history-names.ts";
import { typeOf } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const AT = Date.UTC(2026, 10, 20, 8, 15, 0, 120);

function namesAt(): { names: HistoryNames; pass: (ms: number) => void } {
  let nowMs = AT;
  const clock: Clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: () => Promise.resolve(),
  };
  const names = new HistoryNames(clock, "Europe/Helsinki");
  return { names, pass: (ms) => (nowMs += ms) };
}

const folder = () => ({
  ...dropFolder(inFolder(""), typeOf("Directory")),
  historyPath: inFolder(""),
});

describe("a name in History", () => {
  it("is given once in its second, though nothing stands under it yet", () => {
    const { names, pass } = namesAt();
    expect(names.free(folder(), "a.csv")).toBe("20261120_101500_a.csv");
    expect(names.free(folder(), "a.csv")).toBe("20261120_101500_2_a.csv");
    pass(879);
    expect(names.free(folder(), "a.csv")).toBe("20261120_101500_3_a.csv");
    pass(1);
    expect(names.free(folder(), "a.csv")).toBe("20261120_101501_a.csv");
  });

  it("is not one that a file beside another one will have, whichever came first", () => {
    const { names } = namesAt();
    names.free(folder(), "a.csv");
    expect(names.free(folder(), "a.csv.7.err")).toBe("20261120_101500_2_a.csv.7.err");
    names.free(folder(), "b.csv.rejected.xlsx");
    expect(names.free(folder(), "b.csv")).toBe("20261120_101500_2_b.csv");
  });

  it("is not one that stands there, or that a run has which is not archived", async () => {
    const { names } = namesAt();
    await writeFile(inFolder("20261120_101500_a.csv.result"), "");
    names.keep(folder(), "20261120_101500_b.csv");
    expect(names.free(folder(), "a.csv")).toBe("20261120_101500_2_a.csv");
    expect(names.free(folder(), "b.csv")).toBe("20261120_101500_2_b.csv");
  });

  it("may be the same in the folder of another type", () => {
    const { names } = namesAt();
    names.free(folder(), "a.csv");
    const other = { ...folder(), historyPath: inFolder("other") };
    expect(names.free(other, "a.csv")).toBe("20261120_101500_a.csv");
  });
});
