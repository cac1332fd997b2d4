/** Waits for the signals that end a program, without letting them end it. */

const ending = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndingSignal = (typeof ending)[number];

export interface Until {
  /** Resolves with why, at the first signal or `resolve`. */
  readonly reason: Promise<string>;
  resolve(reason: string): void;
  /** Signals do again what they did before. */
  release(): void;
}

/** Further signals are taken and change nothing: a terminal sends one to every process of its group, npm hands on another. */
export function untilSignal(): Until {
  let done: (reason: string) => void = () => {};
  const reason = new Promise<string>((resolve) => {
    done = resolve;
  });
  const release = onSignals((signal) => done(`stopped by ${signal}`));
  return { reason, resolve: (why) => done(why), release };
}

/** Hears of every such signal; returns what ends that. */
function onSignals(listener: (signal: EndingSignal) => void): () => void {
  const listeners = ending.map((signal) => [signal, () => listener(signal)] as const);
  for (const [signal, hear] of listeners) process.on(signal, hear);
  return () => {
    for (const [signal, hear] of listeners) process.off(signal, hear);
  };
}

export interface HeldSignals {
  /** Those that nobody has heard yet. */
  readonly held: readonly EndingSignal[];
  /** Hears those that were held, and from now on every one as it comes. */
  hear(listener: (signal: EndingSignal) => void): void;
  release(): void;
}

/** Keeps signals for a program that cannot heed them yet: until then none is lost, and none ends it half way. */
export function holdSignals(): HeldSignals {
  const held: EndingSignal[] = [];
  let heed = (signal: EndingSignal): void => void held.push(signal);
  const release = onSignals((signal) => heed(signal));
  return {
    held,
    hear: (listener) => {
      heed = listener;
      for (const signal of held.splice(0)) listener(signal);
    },
    release,
  };
}
