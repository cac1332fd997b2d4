/** The clock of the engine: calls at whole multiples of the interval on the monotonic clock, never twice at once. */

export interface Ticker {
  /**
   * Ticks once more, between two of the clock's where there is room, and resolves when that is done. Rejects with what the
   * tick threw, and when the clock is stopped before.
   */
  extra(): Promise<void>;
  /** Ends; resolves when the tick that is under way has. */
  stop(): Promise<void>;
}

/** What lies between an extra tick and its neighbours, ms: rates over less would be noise. */
const leastSpacingMs = 250;

/**
 * `tick` gets the time at which it was due, ms on the monotonic clock. One that takes longer than the interval makes the
 * next multiples be skipped, not pile up. A rejection goes to `onError`, and the clock goes on.
 */
export function startTicker(
  intervalMs: number,
  tick: (due: number) => void | Promise<void>,
  onError: (error: unknown) => void,
): Ticker {
  const spacingMs = Math.min(leastSpacingMs, intervalMs / 2);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let busy = true;
  /** Settles with the next tick to begin; null when nobody has asked for one. */
  let asked: PromiseWithResolvers<void> | null = null;
  /** Of the clock's last tick, and of the last one of all. */
  let phase = performance.now();
  let last = phase;

  const plan = () => {
    clearTimeout(timer);
    if (stopped) return;
    const now = performance.now();
    const due = phase + Math.max(1, Math.ceil((now - phase) / intervalMs)) * intervalMs;
    const soon = Math.max(now, last + spacingMs);
    if (asked !== null && due - soon >= spacingMs) {
      timer = setTimeout(() => {
        running = run(performance.now());
      }, soon - now);
      return;
    }
    timer = setTimeout(() => {
      phase = due;
      running = run(due);
    }, due - now);
  };
  const run = async (due: number) => {
    busy = true;
    last = due;
    const answered = asked;
    asked = null;
    try {
      await tick(due);
      answered?.resolve();
    } catch (error) {
      answered?.reject(error);
      onError(error);
    }
    busy = false;
    plan();
  };
  let running = run(phase);
  return {
    extra: () => {
      if (stopped) return Promise.reject(new Error("the clock has stopped"));
      asked ??= Promise.withResolvers();
      if (!busy) plan();
      return asked.promise;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      asked?.reject(new Error("the clock has stopped"));
      return running;
    },
  };
}
