/**
 * Calls that come at the same time go together: while one is under way the next ones gather, and are one
 * call then. A hundred diallers cost the store a few transactions, not a hundred.
 */

export interface GatherLimits<In> {
  /** Weight of what goes together at most; one that is heavier goes alone. */
  readonly most: number;
  readonly weightOf: (one: In) => number;
}

interface Waiting<In, Out> {
  readonly one: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * @param call answers in the order of what it is given, all or nothing.
 * @returns what asks for one; it goes alone where the call that it was part of has failed.
 */
export function gather<In, Out>(
  call: (all: readonly In[]) => Promise<readonly Out[]>,
  { most, weightOf }: GatherLimits<In>,
): (one: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let isUnderWay = false;

  function taken(): readonly Waiting<In, Out>[] {
    let weight = 0;
    const end = waiting.findIndex(({ one }, at) => {
      weight += weightOf(one);
      return weight > most && at > 0;
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  }

  async function answer(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outs = await call(batch.map(({ one }) => one));
      for (const [at, { resolve, reject }] of batch.entries()) {
        if (at in outs) resolve(outs[at] as Out);
        else reject(new Error("An answer is missing."));
      }
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.reject(error);
      // One of them may be to blame; the others must not suffer for it.
      else for (const each of batch) await answer([each]);
    }
  }

  async function work(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) await answer(taken());
    isUnderWay = false;
  }

  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (!isUnderWay) void work();
    });
}
