/** The clock of the engine: calls at whole multiples of the interval on the monotonic clock, never twice at once. */

export interface Ticker {
  /** Ends; resolves when the tick that is under way has. */
  stop(): Promise<void>;
}

/**
 * `tick` gets the time at which it was due, ms on the monotonic clock. One that takes longer than the interval makes the
 * next multiples be skipped, not pile up. A rejection goes to `onError`, and the clock goes on.
 */
export function startTicker(
  intervalMs: number,
  tick: (due: number) => void | Promise<void>,
  onError: (error: unknown) => void,
): Ticker {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const plan = (after: number) => {
    if (stopped) return;
    const now = performance.now();
    const due = after + Math.max(1, Math.ceil((now - after) / intervalMs)) * intervalMs;
    timer = setTimeout(() => {
      running = run(due);
    }, due - now);
  };
  const run = async (due: number) => {
    try {
      await tick(due);
    } catch (error) {
      onError(error);
    }
    plan(due);
  };
  running = run(performance.now());
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
