/** Has the engine write what waits in memory before its record is read: not more often than its samples come. */

import type { EngineLink } from "../control-plane/engine-link.ts";

const leastMs = 1000;

/** Whoever asks meanwhile waits for the same writing. What cannot be written is no reason not to read the rest. */
export function createFlush(engine: Pick<EngineLink, "call">): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  let current: Promise<void> = Promise.resolve();
  return () => {
    const now = performance.now();
    if (now - last < leastMs) return current;
    last = now;
    current = engine.call("flush", {}).then(
      () => {},
      () => {},
    );
    return current;
  };
}
