/** The same work for many items, some of them at a time. */

/**
 * What `act` makes of each item, in their order; at most `most` are worked on at a time. When one
 * fails no further one is begun, and the first failure is thrown once the others have ended: what
 * comes after finds nothing still going on.
 */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  most: number,
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const left = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of left) {
      try {
        results[at] = await act(item);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (failures.length > 0) throw failures[0];
  return results;
}
