/** Which requests are being answered: what nobody waits for lets them go first. */

export interface Requests {
  /** To be called when one has come; gives what is to be called when it has been answered. */
  begin(): () => void;
  /** Somebody waits; of requests that are kept open nobody does after a moment. */
  isAwaited(): boolean;
}

/** How long a request is waited for, ms. */
const momentMs = 100;

export function createRequests(): Requests {
  const begun = new Set<{ readonly at: number }>();
  return {
    begin() {
      const request = { at: performance.now() };
      begun.add(request);
      return () => void begun.delete(request);
    },
    isAwaited() {
      const now = performance.now();
      return [...begun].some(({ at }) => now - at < momentMs);
    },
  };
}
