/** An engine as the control plane sees it, which says and answers what a test wants. */

import type { Methods } from "../../control/client-connection.ts";
import { paramChecks } from "../../control/param-checks.ts";
import { ControlError, type ControlMethod, type ParamsOf, type ResultOf } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import type { EngineLink } from "../../control-plane/engine-link.ts";
import type { EngineEvent, Snapshot } from "../contract.ts";

export interface FakeEngine extends EngineLink {
  /** What it was asked, in order. */
  readonly calls: readonly { readonly method: ControlMethod; readonly params: unknown }[];
  /** How many follow its snapshots. */
  readonly followers: number;
  tell(event: EngineEvent): void;
  see(snapshot: Snapshot): void;
}

export function fakeEngine(changes: Partial<Methods> = {}): FakeEngine {
  const answers = methods(changes);
  const listeners = new Set<(event: EngineEvent) => void>();
  const followers = new Set<(snapshot: Snapshot) => void>();
  const calls: { method: ControlMethod; params: unknown }[] = [];
  return {
    calls,
    get followers() {
      return followers.size;
    },
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    see: (snapshot) => {
      for (const follower of followers) follower(snapshot);
    },
    closed: new Promise(() => {}),
    async call<M extends ControlMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
      calls.push({ method, params });
      const wrong = paramChecks[method](params as unknown as Record<string, unknown>);
      if (wrong !== null) throw new ControlError(`\`${method}\` takes ${wrong}`, -32602);
      const answer = answers[method] as (params: ParamsOf<M>) => ResultOf<M> | Promise<ResultOf<M>>;
      return await answer(params);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    followSnapshots: (follower) => {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
