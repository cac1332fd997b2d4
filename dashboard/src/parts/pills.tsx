/** Small labels whose colour has a meaning, which their text has as well. */

import type { ActionName, Level } from "@macro-engine/dsl";
import type { ComponentChildren } from "preact";
import type { MacroStatus } from "../../../engine/src/api/contract.ts";

export type Tone = "plain" | "ok" | "info" | "warn" | "bad";

export function Pill({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="pill" data-tone={tone}>
      {children}
    </span>
  );
}

export function LevelPill({ level }: { readonly level: Level | null }) {
  return (
    <span class="level" data-level={level ?? "none"}>
      {level ?? "unprotected"}
    </span>
  );
}

const stateTones: Readonly<Record<MacroStatus["state"], Tone>> = {
  running: "ok",
  paused: "warn",
  throttled: "warn",
  ending: "bad",
};

export function StatePill({ state }: { readonly state: MacroStatus["state"] }) {
  return <Pill tone={stateTones[state]}>{state}</Pill>;
}

const actionTones: Readonly<Record<ActionName | "cancel all", Tone>> = {
  warn: "info",
  throttle: "warn",
  pause: "warn",
  cancel: "bad",
  "cancel all": "bad",
};

/** Whether it ends macros: what the view of cancellations is of. */
export function isCancel(action: ActionName | "cancel all"): boolean {
  return action === "cancel" || action === "cancel all";
}

export function ActionPill({ action }: { readonly action: ActionName | "cancel all" }) {
  return <Pill tone={actionTones[action]}>{action}</Pill>;
}
