/** Calls to the engine in such numbers that many callers cost it no more than one: it has macros to guard. */

import type { ControlClient } from "../control/connect-control.ts";
import { ControlError, type ControlMethod, type ParamsOf, type ResultOf } from "../control/protocol.ts";

type Call = ControlClient["call"];

export interface SparingOptions {
  /** Calls under way at once; an engine refuses the 65th. */
  readonly most?: number;
  /** Calls that wait for those; more are refused. */
  readonly mostWaiting?: number;
  /** At most between two looks of the same kind, ms. */
  readonly pauseMs?: number;
}

/** They change nothing: one answer is as good for all who asked before it was begun. */
const looks: ReadonlySet<ControlMethod> = new Set<ControlMethod>([
  "status",
  "readings",
  "measurements",
  "mutes",
  "profiles",
  "profile",
]);

/** A pause takes as many times as long as the look before it: looks of a kind have a fifth of the engine's time at most. */
const pauseShare = 4;

/**
 * Looks of one kind are made one after the other, with a pause between: whoever asks meanwhile gets the answer of the next,
 * which is begun after the question, so that it holds what the same caller has changed just before.
 */
export function sparingCalls(call: Call, options: SparingOptions = {}): Call {
  const { most = 48, mostWaiting = 4096, pauseMs = 50 } = options;
  const limited = limitCalls(call, most, mostWaiting);
  const kinds = new Map<string, Kind>();

  const look: Call = (method, params) => {
    const key = `${method} ${JSON.stringify(params)}`;
    const kind = kinds.get(key) ?? { free: Promise.resolve(), next: null };
    kinds.set(key, kind);
    kind.next ??= kind.free.then(() => {
      kind.next = null;
      const began = performance.now();
      const answer = limited(method, params);
      kind.free = answer
        .then(noted, noted)
        .then(() => pause(Math.min(pauseMs, pauseShare * (performance.now() - began))));
      void kind.free.then(() => {
        if (kind.next === null) kinds.delete(key);
      });
      return answer;
    });
    return kind.next as Promise<ResultOf<typeof method>>;
  };
  return (method, params, callOptions) =>
    looks.has(method) ? look(method, params) : limited(method, params, callOptions);
}

interface Kind {
  /** When the next look may begin. */
  free: Promise<void>;
  /** That is to be made and has not begun. */
  next: Promise<unknown> | null;
}

const noted = () => {};
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms).unref());

function limitCalls(call: Call, most: number, mostWaiting: number): Call {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const turn = async () => {
    if (underWay < most) return void underWay++;
    if (waiting.length >= mostWaiting) throw new ControlError("too many ask at once; ask again later");
    // Whoever ends hands its place over.
    await new Promise<void>((done) => waiting.push(done));
  };
  return async <M extends ControlMethod>(method: M, params: ParamsOf<M>, options?: { readonly timeoutMs?: number }) => {
    await turn();
    try {
      return await call(method, params, options);
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay--;
      else next();
    }
  };
}
