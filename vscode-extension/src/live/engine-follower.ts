/** Finds the engine of a policy set, follows it while it runs, and finds it again when it was started anew. */

import type { EngineStatus, Readings } from "../../../engine/src/control/protocol.ts";
import type { EngineEvent } from "../../../engine/src/events.ts";
import type { EngineLink } from "./engine-link.ts";

export interface EngineView {
  readonly link: EngineLink;
  readonly status: EngineStatus;
  /** Null until it is asked for, or where the engine does not tell. */
  readonly readings: Readings | null;
}

export interface EngineFollower {
  /** Null while no engine runs. */
  readonly view: EngineView | null;
  /** Looks for an engine now, not at the next turn. */
  look(): void;
  /** From now on the state is asked for each second, with the readings of these profiles; null: only when something happens. */
  want(profiles: readonly string[] | null): void;
  dispose(): void;
}

export interface FollowerOptions {
  /** Null where no engine runs; rejects where one refuses. */
  readonly find: () => Promise<EngineLink | null>;
  readonly onChange: (view: EngineView | null) => void;
  readonly onEvent: (event: EngineEvent) => void;
  /** What `find` and calls failed with. */
  readonly onTrouble: (error: Error) => void;
  readonly timing?: Partial<FollowerTiming>;
}

export interface FollowerTiming {
  /** After a loss an engine is likely to be back soon; the last is how often it is looked for in the long run. */
  readonly lookMs: readonly number[];
  readonly askMs: number;
  /** Events come in bursts. */
  readonly settleMs: number;
}

const usual: FollowerTiming = { lookMs: [500, 1000, 2000, 5000], askMs: 1000, settleMs: 150 };

export function createEngineFollower(options: FollowerOptions): EngineFollower {
  const timing = { ...usual, ...options.timing };
  let link: EngineLink | null = null;
  let view: EngineView | null = null;
  let wanted: readonly string[] | null = null;
  let looking = false;
  let disposed = false;
  /** Looks since the last engine was lost. */
  let looks = timing.lookMs.length;
  const timers = { look: null, ask: null, settle: null } as Record<"look" | "ask" | "settle", NodeJS.Timeout | null>;

  const later = (what: keyof typeof timers, ms: number, then: () => void) => {
    if (timers[what] !== null || disposed) return;
    timers[what] = setTimeout(() => {
      timers[what] = null;
      then();
    }, ms);
    timers[what].unref?.();
  };
  const cancel = (what: keyof typeof timers) => {
    if (timers[what] !== null) clearTimeout(timers[what]);
    timers[what] = null;
  };

  const look = async () => {
    if (link !== null || looking || disposed) return;
    looking = true;
    cancel("look");
    try {
      const found = await options.find();
      if (found !== null) begin(found);
    } catch (error) {
      options.onTrouble(error as Error);
    } finally {
      looking = false;
      if (link === null) {
        const ms = timing.lookMs[Math.min(looks, timing.lookMs.length - 1)]!;
        looks += 1;
        later("look", ms, look);
      }
    }
  };
  const begin = (found: EngineLink) => {
    if (disposed) return found.close();
    link = found;
    looks = 0;
    found.onEvent((event) => {
      if (link !== found) return;
      options.onEvent(event);
      later("settle", timing.settleMs, () => void ask(found));
    });
    void found.closed.then(() => lose(found));
    void ask(found);
  };
  const lose = (lost: EngineLink) => {
    if (link !== lost) return;
    link = null;
    cancel("ask");
    cancel("settle");
    lost.close();
    if (view !== null) {
      view = null;
      options.onChange(null);
    }
    later("look", timing.lookMs[0]!, look);
  };
  let asking = false;
  const ask = async (of: EngineLink) => {
    if (asking || link !== of) return;
    asking = true;
    cancel("ask");
    try {
      const [status, readings] = await Promise.all([of.status(), wanted === null ? null : of.readings(wanted)]);
      if (link !== of || disposed) return;
      view = { link: of, status, readings };
      options.onChange(view);
    } catch (error) {
      options.onTrouble(error as Error);
      lose(of);
    } finally {
      asking = false;
      // Another engine may have come while this one was asked.
      const isOther = link !== of;
      if (link !== null && (wanted !== null || isOther)) {
        later("ask", isOther ? 0 : timing.askMs, () => link && void ask(link));
      }
    }
  };
  return {
    get view() {
      return view;
    },
    look() {
      // In the middle of a look there is no need of another.
      void look();
    },
    want(profiles) {
      const before = wanted;
      wanted = profiles;
      if (profiles === null) cancel("ask");
      else if (before === null && link !== null) void ask(link);
    },
    dispose() {
      disposed = true;
      for (const what of ["look", "ask", "settle"] as const) cancel(what);
      const last = link;
      link = null;
      view = null;
      last?.close();
    },
  };
}
