/** Ids that were seen before, for as long as they might come again. */

/** Twice as long as a signature is taken to be fresh to either side, ms. */
const keptMs = 2_400_000;

export function createSeen(): { isNew(id: string, now: number): boolean } {
  const seen = new Map<string, number>();
  return {
    isNew: (id, now) => {
      // In the order in which they came.
      for (const [old, at] of seen) {
        if (now - at < keptMs) break;
        seen.delete(old);
      }
      if (seen.has(id)) return false;
      seen.set(id, now);
      return true;
    },
  };
}
