/** Circles in what refers to what. */

/** Nodes that lie on a circle, one list for each circle found; without recursion. */
export function findCycles(
  nodes: readonly number[],
  targetsOf: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const state = new Map<number, "open" | "done">();
  const cycles: number[][] = [];
  for (const start of nodes) {
    if (state.has(start)) continue;
    const path = [{ node: start, targets: [...targetsOf(start)] }];
    state.set(start, "open");
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.targets.shift();
      if (target === undefined) {
        state.set(top.node, "done");
        path.pop();
      } else if (state.get(target) === "open") {
        const from = path.findIndex(({ node }) => node === target);
        cycles.push(path.slice(from).map(({ node }) => node));
      } else if (!state.has(target)) {
        state.set(target, "open");
        path.push({ node: target, targets: [...targetsOf(target)] });
      }
    }
  }
  return withoutShared(cycles);
}

/** Each node is reported once, with the first circle that it lies on. */
function withoutShared(cycles: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const seen = new Set<number>();
  return cycles
    .map((cycle) => cycle.filter((node) => seen.size < seen.add(node).size))
    .filter((cycle) => cycle.length > 0);
}
