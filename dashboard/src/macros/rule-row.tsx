/** A rule of a macro: how much of its limit is used, and whether it waits, counts down or fires. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Gauge } from "../parts/gauge.tsx";
import { ActionPill, Pill } from "../parts/pills.tsx";
import { durationText } from "../parts/text.ts";
import { now, snapshot } from "../state/engine.ts";
import { muteFor, muteOf } from "../state/mute-scope.ts";
import { decisiveComparison, marginText } from "./margin.ts";

type Rule = MacroStatus["rules"][number];

export function RuleRow({ rule, macro }: { readonly rule: Rule; readonly macro: string }) {
  const used = decisiveComparison(rule)?.used ?? null;
  const isBlind = rule.truth === "unknown";
  const mute = muteOf(macro, rule.rule);
  return (
    <li class="rule" data-state={rule.state} title={rule.threshold}>
      <span class="rule-name">
        {rule.rule} <ActionPill action={rule.action} /> {mute === undefined ? null : <Pill>muted</Pill>}
      </span>
      <span class="rule-bar">
        {used === null ? (
          <span class="meter meter-unknown" />
        ) : (
          <Gauge used={used} most={1.25} label={`${Math.round(used * 100)}% of the limit of ${rule.rule}`} />
        )}
      </span>
      <span class="rule-margin small numbers">{isBlind ? "not known" : marginText(rule)}</span>
      <span class={`rule-state small numbers ${rule.state === "idle" ? "muted" : ""}`} data-state={rule.state}>
        {stateText(rule)}
      </span>
      <Button
        acts
        icon="mute"
        looks="quiet square rule-mute"
        aria-label={`Mute ${rule.rule} of ${macro}`}
        title={mute === undefined ? `Mute ${rule.rule}` : `Muted: ${mute.reason}`}
        data-muted={mute !== undefined}
        onClick={() => (muteFor.value = { macro, rule: rule.rule })}
      />
    </li>
  );
}

function stateText({ state, firesInMs, since, truth }: Rule): string {
  if (state === "idle") return truth === "unknown" ? "blind" : "idle";
  if (state === "pending") return firesInMs === null ? "pending" : `fires in ${secondsText(leftMs(firesInMs))}`;
  const forMs = since === null ? null : Math.max(0, now.value - Date.parse(since));
  return forMs === null ? "firing" : `firing for ${durationText(Math.floor(forMs / 1000) * 1000)}`;
}

/** The engine said how long at its last look; since then it is less. */
function leftMs(firesInMs: number): number {
  const lookedAt = snapshot.value === null ? now.value : Date.parse(snapshot.value.time);
  return Math.max(0, firesInMs - Math.max(0, now.value - lookedAt));
}

function secondsText(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)}s` : durationText(Math.ceil(ms / 1000) * 1000);
}
