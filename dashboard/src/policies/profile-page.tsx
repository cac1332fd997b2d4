/** A profile as it is in force: its settings, and each rule with how near its limits are now. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EffectiveProfile, EffectiveRule, PolicyList } from "../../../engine/src/api/contract.ts";
import { marginText } from "../macros/margin.ts";
import { Icon } from "../parts/icons.tsx";
import { ActionPill, LevelPill } from "../parts/pills.tsx";
import { durationText } from "../parts/text.ts";
import { Trouble } from "../parts/trouble.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { record } from "../record-client.ts";
import { lastLook } from "../state/engine.ts";
import { href, route } from "../state/route.ts";
import { useLanguage } from "./use-language.ts";
import { WhatIf } from "./what-if.tsx";

export function ProfilePage({ name, list }: { readonly name: string; readonly list: PolicyList }) {
  const { value, error, again } = useAnswer((signal) => record.profile(name, signal), [name, list]);
  const margins = useMargins(name);
  if (error !== null) return <Trouble error={error} again={again} />;
  if (value === null) return <p class="empty">Asking for the profile…</p>;
  return (
    <article class="stack">
      <Settings profile={value} />
      <section class="stack" aria-label="Rules in force">
        {value.rules.map((rule) => (
          <Rule
            key={rule.rule}
            profile={value}
            rule={{ ...rule, comparisons: margins.get(rule.rule) ?? rule.comparisons }}
            list={list}
          />
        ))}
      </section>
    </article>
  );
}

const marginsEveryMs = 2000;

/** How near each limit is now: it moves with the machine, and is asked for anew, but not at each of the engine's looks. */
function useMargins(name: string): ReadonlyMap<string, EffectiveRule["comparisons"]> {
  const turn = useSignal(0);
  useEffect(() => {
    let asked = Date.now();
    return lastLook.subscribe((look) => {
      if (look === null || document.hidden || Date.now() - asked < marginsEveryMs) return;
      asked = Date.now();
      turn.value += 1;
    });
  }, []);
  const { value } = useAnswer((signal) => record.readings(name, signal), [name, turn.value]);
  return new Map(value?.profiles[0]?.rules.map(({ rule, comparisons }) => [rule, comparisons]));
}

function Settings({ profile }: { readonly profile: EffectiveProfile }) {
  const { name, level, file, line, graceMs, cooldownMs, notify } = profile;
  return (
    <header class="card profile-head">
      <div class="row wrap spread">
        <h2 class="row">
          {name} <LevelPill level={level} />
        </h2>
        <a class="button" href={href("policies", [], { file, line: String(line) })}>
          <Icon name="policy" /> Source
        </a>
      </div>
      <dl class="facts across">
        <div>
          <dt>Grace</dt>
          <dd>{durationText(graceMs)}</dd>
        </div>
        <div>
          <dt>Cooldown</dt>
          <dd>{cooldownMs === 0 ? "none" : durationText(cooldownMs)}</dd>
        </div>
        <div>
          <dt>Notifies</dt>
          <dd>
            {notify.length === 0
              ? "nobody"
              : notify.map(({ channel, actions }) => `${channel} on ${actions.join(", ")}`).join("; ")}
          </dd>
        </div>
      </dl>
    </header>
  );
}

interface RuleProps {
  readonly profile: EffectiveProfile;
  readonly rule: EffectiveRule;
  readonly list: PolicyList;
}

function Rule({ profile, rule, list }: RuleProps) {
  const isOpen = useSignal(route.peek().query.rule === rule.rule);
  const canDrag = rule.comparisons.some(({ limit }) => limit !== null);
  return (
    <section class="card policy-rule" aria-labelledby={`rule-${rule.rule}`}>
      <header class="row wrap spread">
        <h3 id={`rule-${rule.rule}`} class="row">
          {rule.rule} <ActionPill action={rule.action} />
        </h3>
        <a class="muted small" href={href("policies", [], { file: rule.file, line: String(rule.line) })}>
          line {rule.line}
        </a>
      </header>
      <p>
        <code>{rule.threshold}</code>
      </p>
      {rule.message === null ? null : <p class="muted">“{rule.message}”</p>}
      <ul class="margins">
        {rule.comparisons.map((comparison, at) => (
          <li key={at}>
            <span class="row spread small">
              <code>{comparison.text}</code>
              <span class="numbers">
                {marginText({ ...rule, state: "idle", comparisons: [comparison] }) || "no value now"}
              </span>
            </span>
            <Gauge used={comparison.used} />
          </li>
        ))}
      </ul>
      {canDrag ? (
        <details
          open={isOpen.value}
          onToggle={({ currentTarget }) => {
            isOpen.value = currentTarget.open;
          }}
        >
          <summary>What if the limit were another?</summary>
          {isOpen.value ? <DraggedRule profile={profile.name} rule={rule} list={list} /> : null}
        </details>
      ) : null}
    </section>
  );
}

function DraggedRule({
  profile,
  rule,
  list,
}: {
  readonly profile: string;
  readonly rule: EffectiveRule;
  readonly list: PolicyList;
}) {
  const { comparisons } = useLanguage(list, rule.file);
  return <WhatIf profile={profile} rule={rule} kinds={comparisons[`${profile}/${rule.rule}`] ?? []} />;
}

function Gauge({ used }: { readonly used: number | null }) {
  if (used === null) return <span class="gauge" data-tone="plain" aria-hidden="true" />;
  return (
    <span class="gauge" data-tone={used >= 1 ? "bad" : used >= 0.8 ? "warn" : "ok"} aria-hidden="true">
      <span style={{ width: `${Math.min(100, used * 100)}%` }} />
    </span>
  );
}
