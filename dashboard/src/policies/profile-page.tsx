/** A profile as it is in force: its settings, and each rule with how near its limits are now. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EffectiveProfile, EffectiveRule, PolicyList } from "../../../engine/src/api/contract.ts";
import { marginText } from "../macros/margin.ts";
import { Answered } from "../parts/answered.tsx";
import { Fact } from "../parts/fact.tsx";
import { Gauge } from "../parts/gauge.tsx";
import { Icon } from "../parts/icons.tsx";
import { ActionPill, LevelPill } from "../parts/pills.tsx";
import { durationText } from "../parts/text.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { record } from "../record-client.ts";
import { lastLook } from "../state/engine.ts";
import { href, route } from "../state/route.ts";
import { useLanguage } from "./use-language.ts";
import { WhatIf } from "./what-if.tsx";

export function ProfilePage({ name, list }: { readonly name: string; readonly list: PolicyList }) {
  const answer = useAnswer((signal) => record.profile(name, signal), [name, list]);
  const margins = useMargins(name);
  return (
    <Answered answer={answer} waiting="Asking for the profile…">
      {(profile) => (
        <article class="stack">
          <Settings profile={profile} />
          <section class="stack" aria-label="Rules in force">
            {profile.rules.map((rule) => (
              <Rule
                key={rule.rule}
                profile={profile}
                rule={{ ...rule, comparisons: margins.get(rule.rule) ?? rule.comparisons }}
                list={list}
              />
            ))}
          </section>
        </article>
      )}
    </Answered>
  );
}

const marginsEveryMs = 2000;

/** How near each limit is now: it moves with the machine, and is asked for anew, but not at each of the engine's looks. */
function useMargins(name: string): ReadonlyMap<string, EffectiveRule["comparisons"]> {
  const { value, again } = useAnswer((signal) => record.readings(name, signal), [name]);
  useEffect(() => {
    let asked = Date.now();
    return lastLook.subscribe((look) => {
      if (look === null || document.hidden || Date.now() - asked < marginsEveryMs) return;
      asked = Date.now();
      again();
    });
  }, []);
  return new Map(value?.profiles[0]?.rules.map(({ rule, comparisons }) => [rule, comparisons]));
}

function Settings({ profile }: { readonly profile: EffectiveProfile }) {
  const { name, level, file, line, graceMs, cooldownMs, notify } = profile;
  return (
    <header class="card stack profile-head">
      <div class="row wrap spread">
        <h2 class="row">
          {name} <LevelPill level={level} />
        </h2>
        <a class="button" href={href("policies", [], { file, line: String(line) })}>
          <Icon name="policy" /> Source
        </a>
      </div>
      <dl class="facts across">
        <Fact name="Grace">{durationText(graceMs)}</Fact>
        <Fact name="Cooldown">{cooldownMs === 0 ? "none" : durationText(cooldownMs)}</Fact>
        <Fact name="Notifies">
          {notify.map(({ channel, actions }) => `${channel} on ${actions.join(", ")}`).join("; ") || "nobody"}
        </Fact>
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
    <section class="card stack policy-rule" aria-label={rule.rule}>
      <header class="row wrap spread">
        <h3 class="row">
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
      <ul class="list margins">
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
        <details open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
          <summary>What if the limit were another?</summary>
          {isOpen.value ? <DraggedRule profile={profile} rule={rule} list={list} /> : null}
        </details>
      ) : null}
    </section>
  );
}

function DraggedRule({ profile: { name }, rule, list }: RuleProps) {
  const { comparisons } = useLanguage(list, rule.file);
  return <WhatIf profile={name} rule={rule} kinds={comparisons[`${name}/${rule.rule}`] ?? []} />;
}
