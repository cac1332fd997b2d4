/** A performer that touches nothing: says what it would do, guards included. */

import type { Outcome } from "../macros/types.ts";
import type { ActionContext, ActionSettings } from "./action.ts";
import { refusalOfRun } from "./guard.ts";
import { actionOf, defaultSettings, failed, freshState, type Performer, type PerformerOptions } from "./performer.ts";
import { realSystem } from "./system.ts";

const nothingDone = { tookMs: 0, processes: 0, left: [] };

export function createDryPerformer(options: PerformerOptions): Performer {
  const settings: ActionSettings = { ...defaultSettings, ...options.settings };
  const system = options.system ?? realSystem();
  return {
    perform: async (request, target): Promise<Outcome> => {
      const { table } = options;
      const context: ActionContext = {
        table,
        system,
        settings,
        target,
        state: freshState(),
        request,
        checked: new Map(),
      };
      try {
        const refusal = request.action === "warn" ? null : refusalOfRun(context);
        const how = refusal === null ? actionOf(request.action).describe(context) : `would be refused: ${refusal}`;
        return { action: request.action, ok: refusal === null, how: `dry run: ${how}`, ...nothingDone };
      } catch (error) {
        return failed(request.action, error);
      }
    },
    isPaused: () => false,
    isThrottled: () => false,
    hold: () => {},
    paused: () => [],
    cancelling: () => [],
    forget: () => {},
    releaseAll: async () => [],
    settle: async () => {},
    releaseNow: () => {},
  };
}
