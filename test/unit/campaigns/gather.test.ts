import { describe, expect, it } from "vitest";
import { gather } from "../../../src/campaigns/dialler/gather.ts";

/** A call that ends when the test says so. */
function held(): {
  readonly calls: (readonly number[])[];
  readonly call: (all: readonly number[]) => Promise<readonly number[]>;
  readonly release: () => Promise<void>;
} {
  const calls: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  return {
    calls,
    call: async (all) => {
      calls.push(all);
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (all.includes(-1)) throw new Error("refused");
      return all.map((one) => one * 10);
    },
    release: async () => {
      waiting.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

const LIMITS = { most: 5, weightOf: () => 1 };

describe("requests that come at the same time", () => {
  it("go together while a call is under way, and each gets its own answer", async () => {
    const { call, calls, release } = held();
    const ask = gather(call, LIMITS);
    const answers = [1, 2, 3].map(ask);
    await release();
    await release();
    expect(calls).toEqual([[1], [2, 3]]);
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it("are no more at a time than fit, and one that is too heavy goes alone", async () => {
    const { call, calls, release } = held();
    const ask = gather(call, { most: 5, weightOf: (one) => one });
    const answers = [1, 9, 3, 2, 1].map(ask);
    for (let turn = 0; turn < 4; turn++) await release();
    expect(calls).toEqual([[1], [9], [3, 2], [1]]);
    expect(await Promise.all(answers)).toEqual([10, 90, 30, 20, 10]);
  });

  it("do not suffer for one that is to blame", async () => {
    const { call, calls, release } = held();
    const ask = gather(call, LIMITS);
    const [first, ...others] = [1, 2, -1, 3].map((one) => ask(one).catch(() => "refused"));
    for (let turn = 0; turn < 5; turn++) await release();
    expect(calls).toEqual([[1], [2, -1, 3], [2], [-1], [3]]);
    expect(await first).toBe(10);
    expect(await Promise.all(others)).toEqual([20, "refused", 30]);
  });
});
