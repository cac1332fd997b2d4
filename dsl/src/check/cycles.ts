/** Finds cycles among declarations that refer to each other. */

/**
 * One cycle for each edge that leads back to where a walk in order came from; removing those edges leaves none. Each
 * begins at its first node in the given order. Cycles can be as many as nodes, and each as long: once those found hold
 * ten times as many nodes as there are, the rest is left out. Whoever mends those found sees the next.
 */
export function findCycles<T>(nodes: readonly T[], edges: (node: T) => readonly T[]): T[][] {
  const state = new Map<T, "open" | "done">();
  const position = new Map(nodes.map((node, index) => [node, index]));
  const cycles: T[][] = [];
  let room = Math.max(1000, 10 * nodes.length);
  for (const root of nodes) {
    if (state.has(root)) continue;
    // An explicit stack: a chain of ten thousand declarations must not end the stack of calls.
    const path: { node: T; next: readonly T[]; at: number }[] = [{ node: root, next: edges(root), at: 0 }];
    state.set(root, "open");
    while (path.length > 0) {
      const top = path.at(-1)!;
      const target = top.next[top.at++];
      if (target === undefined) {
        state.set(top.node, "done");
        path.pop();
      } else if (state.get(target) === "open") {
        if (room <= 0) continue;
        const from = path.findIndex((entry) => entry.node === target);
        room -= path.length - from;
        cycles.push(
          startingFirst(
            path.slice(from).map((entry) => entry.node),
            position,
          ),
        );
      } else if (!state.has(target) && position.has(target)) {
        state.set(target, "open");
        path.push({ node: target, next: edges(target), at: 0 });
      }
    }
  }
  return cycles;
}

function startingFirst<T>(cycle: T[], position: ReadonlyMap<T, number>): T[] {
  let first = 0;
  cycle.forEach((node, index) => {
    if (position.get(node)! < position.get(cycle[first]!)!) first = index;
  });
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

/** The nodes in an order in which those that a node's edges lead to come first, cycles aside. */
export function dependenciesFirst<T>(nodes: readonly T[], edges: (node: T) => readonly T[]): T[] {
  const state = new Map<T, "open" | "done">();
  const order: T[] = [];
  for (const root of nodes) {
    const stack = state.has(root) ? [] : [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (!state.has(node)) {
        state.set(node, "open");
        stack.push(
          ...edges(node)
            .filter((next) => !state.has(next))
            .reverse(),
        );
        continue;
      }
      stack.pop();
      if (state.get(node) === "open") order.push(node);
      state.set(node, "done");
    }
  }
  return order;
}
