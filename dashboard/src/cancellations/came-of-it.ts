/** What came of a decision, in a few words. */

import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import type { Tone } from "../parts/pills.tsx";

export interface CameOfIt {
  readonly tone: Tone;
  readonly text: string;
}

export function cameOfIt({ dryRun, mute, outcomes, action }: DecisionItem): CameOfIt {
  if (dryRun) return { tone: "info", text: "dry run" };
  if (mute !== null) return { tone: "plain", text: "muted" };
  const last = outcomes.at(-1);
  if (last === undefined)
    return action === "warn" ? { tone: "plain", text: "told" } : { tone: "plain", text: "under way" };
  if (!last.ok) return { tone: "bad", text: "failed" };
  return { tone: "ok", text: done[last.action] ?? last.action };
}

const done: Readonly<Record<string, string>> = {
  cancel: "ended",
  pause: "paused",
  throttle: "throttled",
  restore: "restored",
  resume: "resumed",
  warn: "told",
};
