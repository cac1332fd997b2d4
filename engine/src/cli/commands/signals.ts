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
export function onSignals(listener: (signal: EndingSignal) => void): () => void {
  const listeners = ending.map((signal) => [signal, () => listener(signal)] as const);
  for (const [signal, hear] of listeners) process.on(signal, hear);
  return () => {
    for (const [signal, hear] of listeners) process.off(signal, hear);
  };
}
