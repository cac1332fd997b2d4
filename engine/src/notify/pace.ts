/** How soon, and how often, a channel is told. */

/** ms. */
export interface Pace {
  /** What comes together is told together: the first waits this long for others. */
  readonly gatherMs: number;
  /** Between two deliveries, and between them after many within a minute. */
  readonly betweenMs: number;
  readonly busyMs: number;
  /** After the first attempt that fails; each further one doubles it. */
  readonly againMs: number;
  readonly mostAgainMs: number;
  /** How often to look for what other processes queued, and for one that held the queue and is gone. */
  readonly lookMs: number;
}

export const usualPace: Pace = {
  gatherMs: 150,
  betweenMs: 2000,
  busyMs: 10_000,
  againMs: 1000,
  mostAgainMs: 300_000,
  lookMs: 5000,
};
