/** Lets what waits go first: messages of the client above all. */

/** Resolves when all that was ready before has had its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    later(resolve);
  });
}

/** In a page timers are the only way to wait for messages, and those of zero length take their time. */
const later: (go: () => void) => void =
  typeof setImmediate === "function" ? (go) => void setImmediate(go) : (go) => void setTimeout(go, 0);

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
