/** The macros of an engine as a tree: each with its rules, those that wait or fire first. */

import type { EngineStatus, MacroStatus, RuleStatus } from "../../../engine/src/control/protocol.ts";
import { spanText } from "./spans.ts";

export interface MacroNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Of a codicon, with the colour of a theme where it has one. */
  readonly icon: string;
  readonly color: string | null;
  /** What menus go by. */
  readonly context: string;
  /** Plain text. */
  readonly tooltip: string;
  readonly children: readonly MacroNode[];
}

const icons = { running: "play-circle", paused: "debug-pause", throttled: "dashboard", ending: "debug-stop" } as const;

export function macroNodes({ macros, dryRun }: EngineStatus, nowMs: number): readonly MacroNode[] {
  return macros.map((macro) => macroNode(macro, dryRun, nowMs));
}

function macroNode(macro: MacroStatus, dryRun: boolean, nowMs: number): MacroNode {
  const { id, pid, profile, level, state, durationMs, rules } = macro;
  const firing = rules.filter((rule) => rule.state === "firing").length;
  const governed = profile === null ? "no profile" : `${profile}, ${level}`;
  const parts = [governed, state, ...(firing > 0 ? [`${firing} firing`] : []), spanText(durationMs)];
  return {
    id,
    label: macro.macro,
    description: parts.join(" · "),
    icon: icons[state],
    color: firing > 0 ? "list.errorForeground" : state === "paused" ? "list.warningForeground" : null,
    context: `macro.${state}`,
    tooltip: [
      `${macro.macro}, pid ${pid}`,
      `${governed}, ${state} for ${spanText(durationMs)}`,
      ...(dryRun ? ["dry run: nothing is done to it"] : []),
    ].join("\n"),
    children: [...rules].sort(byUrgency).map((rule) => ruleNode(id, rule, nowMs)),
  };
}

const urgency = { firing: 0, pending: 1, idle: 2 } as const;

function byUrgency(a: RuleStatus, b: RuleStatus): number {
  return urgency[a.state] - urgency[b.state];
}

function ruleNode(run: string, rule: RuleStatus, nowMs: number): MacroNode {
  const { action, state, since, firesInMs, threshold, comparisons } = rule;
  const for_ = since === null ? "" : ` for ${spanText(nowMs - Date.parse(since))}`;
  const told = {
    firing: `firing${for_}`,
    pending: `waiting${for_}${firesInMs === null ? "" : `, fires in ${spanText(firesInMs)}`}`,
    idle: valuesOf(comparisons),
  } as const;
  return {
    id: `${run} ${rule.rule}`,
    label: rule.rule,
    description: [action, told[state]].filter((part) => part !== "").join(" · "),
    icon: state === "firing" ? "flame" : state === "pending" ? "watch" : "circle-outline",
    color: state === "firing" ? "list.errorForeground" : state === "pending" ? "list.warningForeground" : null,
    context: `rule.${state}`,
    tooltip: threshold,
    children: [],
  };
}

/** The comparison that has used most of its limit. */
function valuesOf(comparisons: RuleStatus["comparisons"]): string {
  const [closest] = [...comparisons].sort((a, b) => (b.used ?? -1) - (a.used ?? -1));
  return closest === undefined || closest.value === null ? "" : `${closest.valueText} of ${closest.limitText}`;
}
