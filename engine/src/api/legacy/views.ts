/** What the engine knows, in the original's fields. */

import type { RuleDecided } from "../../events.ts";
import type { LoggedCancellation, PerformanceMetrics } from "../../reports/cancellation-log.ts";
import type { EngineStatus, MacroStatus, Measurements } from "../contract.ts";
import type { OriginalCancellation, OriginalMacro } from "./schemas.ts";

/** The system's newest values; where it has none, that of the running macro which does worst. */
export function performanceOf({ metrics }: Measurements, { macros }: EngineStatus): PerformanceMetrics {
  const newest = (metric: string, worst: (...values: number[]) => number): number | null => {
    const { value } = metrics.find((one) => one.metric === metric) ?? { value: null };
    if (typeof value === "number") return value;
    const own = macros.map((macro) => macro.metrics[metric]).filter((one) => typeof one === "number");
    return own.length === 0 ? null : worst(...own);
  };
  return {
    cpu_usage: newest("cpu.usage", Math.max),
    memory_usage: newest("memory.usage", Math.max),
    fps: newest("fps", Math.min),
    latency: newest("latency", Math.max),
    response_time: newest("response_time", Math.max),
  };
}

export function originalMacro({ macro, title, profile, level, startedAt, durationMs }: MacroStatus): OriginalMacro {
  return {
    macro_id: macro,
    name: title ?? macro,
    category: profile ?? "unprotected",
    duration: durationMs / 1000,
    start_time: startedAt,
    safety_level: level ?? "unknown",
  };
}

export function originalCancellation({ cancellation_reason, ...same }: LoggedCancellation): OriginalCancellation {
  return { ...same, reason: cancellation_reason };
}

/** What a check has decided just now; only cancellations count. */
export function checkedCancellations(decisions: readonly RuleDecided[], macros: readonly MacroStatus[]) {
  return decisions.filter(isCancellation).map(({ run, macro, message, time }) => ({
    macro_id: macro,
    macro_name: macros.find(({ id }) => id === run)?.title ?? macro,
    reason: message,
    timestamp: time,
  }));
}

function isCancellation({ event, action, dryRun, mute }: RuleDecided): boolean {
  return event === "fire" && (action === "cancel" || action === "cancel all") && !dryRun && mute === undefined;
}
