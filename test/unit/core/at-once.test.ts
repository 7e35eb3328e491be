import { describe, expect, it } from "vitest";
import { mapAtOnce } from "../../../src/core/at-once.ts";

/** Work that ends when it is told to, with a count of what goes on. */
function workshop() {
  const open = new Map<number, { end: () => void; fail: (error: Error) => void }>();
  let most = 0;
  const act = (item: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void) => () => {
        open.delete(item);
        finish();
      };
      open.set(item, {
        end: settle(() => {
          resolve(`done ${item}`);
        }),
        fail: (error) => {
          settle(() => {
            reject(error);
          })();
        },
      });
      most = Math.max(most, open.size);
    });
  return { open, act, most: () => most };
}

/** Lets everything that can go on go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the same work for many items", () => {
  it("gives the results in the order of the items, whichever ends first", async () => {
    const { open, act } = workshop();
    const results = mapAtOnce([1, 2, 3], 3, act);
    for (const item of [3, 1, 2]) open.get(item)?.end();
    expect(await results).toEqual(["done 1", "done 2", "done 3"]);
  });

  it("goes on for so many at a time and no more", async () => {
    const { open, act, most } = workshop();
    const results = mapAtOnce([1, 2, 3, 4, 5], 2, act);
    while (open.size > 0) {
      [...open.values()][0]?.end();
      await turn();
    }
    expect(await results).toHaveLength(5);
    expect(most()).toBe(2);
  });

  it("begins nothing after a failure, and fails when all that had begun has ended", async () => {
    const { open, act } = workshop();
    const begun: number[] = [];
    let isOver = false;
    const results = mapAtOnce([1, 2, 3, 4], 2, (item) => {
      begun.push(item);
      return act(item);
    });
    const failed = expect(results).rejects.toThrow("first");
    void results.catch(() => (isOver = true));
    open.get(1)?.fail(new Error("first"));
    await turn();
    expect(isOver).toBe(false);
    open.get(2)?.fail(new Error("second"));
    await failed;
    expect(begun).toEqual([1, 2]);
  });

  it("is nothing for no items", async () => {
    expect(await mapAtOnce([], 4, () => Promise.reject(new Error("never")))).toEqual([]);
  });
});
