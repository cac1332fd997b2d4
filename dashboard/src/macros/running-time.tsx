/** How long a macro has run, against how long it may. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { Gauge } from "../parts/gauge.tsx";
import { durationText, stopwatchText } from "../parts/text.ts";
import { now } from "../state/engine.ts";
import { limitsOf } from "../state/limits.ts";

export function RunningTime({ macro }: { readonly macro: MacroStatus }) {
  const ranMs = Math.max(macro.durationMs, now.value - Date.parse(macro.startedAt));
  const all = limitsOf("duration", [macro]).filter(({ isFloor }) => !isFloor);
  // A warning before the end is not the end.
  const ends = all.filter(({ action }) => action === "cancel");
  const limits = ends.length > 0 ? ends : all;
  const limit = limits.reduce<number | null>(
    (least, { value }) => (least === null ? value : Math.min(least, value)),
    null,
  );
  const used = limit === null || limit === 0 ? null : ranMs / limit;
  return (
    <div class="running-time">
      <span class="numbers running-clock" role="timer" aria-label={`running for ${durationText(ranMs)}`}>
        {stopwatchText(ranMs)}
      </span>
      <span class="muted small numbers">
        {limit === null
          ? "no time limit"
          : ranMs < limit
            ? `of ${durationText(limit)}, ${stopwatchText(limit - ranMs)} left`
            : `of ${durationText(limit)}, over`}
      </span>
      {used === null ? null : <Gauge used={used} label="time used" />}
    </div>
  );
}
