import { describe, expect, it } from "vitest";
import { withPacedProgress } from "../../../src/core/paced-progress.ts";

/** Reports each number at its moment, in ms. */
async function told(moments: readonly number[], fails = false): Promise<readonly number[]> {
  const heard: number[] = [];
  let nowMs = 0;
  const work = withPacedProgress(
    { monotonicMs: () => nowMs },
    (moment: number) => heard.push(moment),
    async (report) => {
      for (nowMs of moments) report(nowMs);
      if (fails) throw new Error("cut");
      return "done";
    },
  );
  if (fails) await expect(work).rejects.toThrow("cut");
  else expect(await work).toBe("done");
  return heard;
}

describe("withPacedProgress", () => {
  it("tells the first report at once, then one each tenth of a second", async () => {
    expect(await told([0, 1, 50, 99, 100, 150, 200, 1_000])).toEqual([0, 100, 200, 1_000]);
  });

  it("tells what came last at the end", async () => {
    expect(await told([0, 1, 2])).toEqual([0, 2]);
  });

  it("tells what came last when the work fails", async () => {
    expect(await told([0, 1, 2], true)).toEqual([0, 2]);
  });

  it("tells nothing when nothing was reported, and nothing twice", async () => {
    expect(await told([])).toEqual([]);
    expect(await told([0])).toEqual([0]);
  });
});
