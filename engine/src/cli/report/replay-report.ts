/** What a replay found, a line an event: JSON for programs, words for people. */

import { type Dimension, formatQuantity, type Program, type SampleValue } from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import type { SimulationEnd } from "../../runtime/simulate.ts";
import type { Decision } from "../../runtime/types.ts";
import { counted, type Paint } from "./paint.ts";

/** The action as policies write it. */
export function actionText(decision: Pick<Decision, "action" | "all">): string {
  return decision.all ? "cancel all" : decision.action;
}

/** A line of `replay --json`. Times are seconds of the trace, values are in base units; null is missing. */
export function decisionJson(decision: Decision) {
  const { kind, macro, profile, level, rule, message, values, place } = decision;
  return {
    time: decision.time / 1000,
    event: kind,
    macro,
    profile,
    level,
    rule,
    action: actionText(decision),
    message,
    since: decision.since / 1000,
    values,
    file: place.file,
    line: place.line,
  };
}

/** A value with its unit; `–` where there is none. */
export function valueText(value: SampleValue | null, dimension: Dimension | undefined): string {
  if (value === null) return "–";
  if (typeof value === "number") return dimension === undefined ? String(value) : formatQuantity(value, dimension);
  return String(value);
}

export function dimensionsByName(program: Program): ReadonlyMap<string, Dimension> {
  return new Map(program.metrics.map(({ name, dimension }) => [name, dimension]));
}

/** Colour by how much an action does. */
function paintAction(decision: Decision, paint: Paint): string {
  const text = decision.kind === "clear" ? "clear" : actionText(decision);
  const style = decision.kind === "clear" ? "green" : decision.action === "cancel" ? "red" : "yellow";
  return paint(style, text.padEnd(10));
}

/** Two lines: what was done when and why; since when, on which values, by which line of policy. */
export function renderDecision(decision: Decision, dimensions: ReadonlyMap<string, Dimension>, paint: Paint): string {
  const { rule, message, values, place } = decision;
  const readings = Object.entries(values).map(
    ([metric, value]) => `${metric} ${valueText(value, dimensions.get(metric))}`,
  );
  const details = [`since ${timeText(decision.since)}`, ...readings, `${place.file}:${place.line}`].join(" · ");
  const head = `${timeText(decision.time).padStart(10)}  ${paintAction(decision, paint)} ${paint("bold", rule)}  ${message}`;
  return `${head}\n${" ".repeat(12)}${paint("dim", details)}\n`;
}

/** The last line: how much was replayed, and how it ended. */
export function renderReplayEnd(end: SimulationEnd, events: number, paint: Paint): string {
  const seen = `${counted(end.snapshots, "snapshot")} over ${timeText(end.lastMs ?? 0)}, ${counted(events, "event")}`;
  const ended = end.cancelledMs === null ? "not cancelled" : `cancelled at ${timeText(end.cancelledMs)}`;
  const how = end.runs > 1 ? `started ${end.runs} times` : ended;
  return `${paint("dim", seen)}: ${how}\n`;
}
