import { describe, expect, it } from "vitest";
import { createTurns } from "../../../src/transfer/turns.ts";

/** Calls that end when they are told to. */
function calls(): {
  started: number[];
  end: Map<number, () => void>;
  call: (n: number) => Promise<number>;
} {
  const started: number[] = [];
  const end = new Map<number, () => void>();
  const call = async (n: number): Promise<number> => {
    started.push(n);
    await new Promise<void>((resolve) => end.set(n, resolve));
    return n;
  };
  return { started, end, call };
}

describe("turns", () => {
  it("lets so many run at the same time, and the others in their order", async () => {
    const { started, end, call } = calls();
    const inTurn = createTurns(2);
    const all = [1, 2, 3, 4].map((n) => inTurn(() => call(n)));
    expect(started).toEqual([1, 2]);
    end.get(2)?.();
    await all[1];
    await Promise.resolve();
    expect(started).toEqual([1, 2, 3]);
    end.get(1)?.();
    end.get(3)?.();
    await all[2];
    await Promise.resolve();
    end.get(4)?.();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
  });

  it("gives the place of a call that failed to the next one", async () => {
    const inTurn = createTurns(1);
    const failed = inTurn(() => Promise.reject(new Error("no")));
    const next = inTurn(() => Promise.resolve("yes"));
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("yes");
    expect(await inTurn(() => Promise.resolve("again"))).toBe("again");
  });
});
