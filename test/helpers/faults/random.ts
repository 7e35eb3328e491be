/** Numbers that follow from a seed, so that a run can be repeated. */
export interface Random {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
}

export function randomFrom(seed: number): Random {
  // A linear congruential generator; its high bits are good enough to choose loads and moments by.
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    },
  };
}
