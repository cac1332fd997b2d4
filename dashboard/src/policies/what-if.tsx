/** A limit to drag, and which firings on record would appear or vanish with it. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo } from "preact/hooks";
import type { EffectiveRule, WhatIfAnswer } from "../../../engine/src/api/contract.ts";
import { Icon } from "../parts/icons.tsx";
import { countText, durationText, quantityText, timeText } from "../parts/text.ts";
import { record } from "../record-client.ts";
import { href } from "../state/route.ts";
import { type Compared, compareFirings } from "./compare-firings.ts";
import { FiringLine } from "./firing-line.tsx";
import { rangeOf } from "./limit-range.ts";
import type { ComparisonKind } from "./policy-question.ts";
import { tryLimits } from "./try-limits.ts";

interface WhatIfProps {
  readonly profile: string;
  readonly rule: EffectiveRule;
  /** Empty until the language has answered. */
  readonly kinds: readonly ComparisonKind[];
}

const sinces = { "24h": "24 hours", "7d": "7 days", "30d": "30 days" };

export function WhatIf({ profile, rule, kinds }: WhatIfProps) {
  const draggable = rule.comparisons.flatMap(({ limit }, at) => (limit === null ? [] : [at]));
  const chosen = useSignal(draggable[0] ?? 0);
  const since = useSignal("7d");
  const comparison = rule.comparisons[chosen.value]!;
  const id = useId();
  return (
    <div class="what-if">
      <div class="row wrap">
        {draggable.length < 2 ? null : (
          <label class="field">
            <span>Limit</span>
            <select
              class="compact"
              value={chosen.value}
              onChange={({ currentTarget }) => {
                chosen.value = Number(currentTarget.value);
              }}
            >
              {draggable.map((at) => (
                <option key={at} value={at}>
                  {rule.comparisons[at]!.text}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          <span>On record of the last</span>
          <select
            class="compact"
            value={since.value}
            onChange={({ currentTarget }) => {
              since.value = currentTarget.value;
            }}
          >
            {Object.entries(sinces).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Slider
        key={`${chosen.value} ${since.value}`}
        id={id}
        profile={profile}
        rule={rule.rule}
        index={chosen.value}
        since={since.value}
        text={comparison.text}
        limit={comparison.limit!}
        kind={kinds[chosen.value] ?? null}
      />
    </div>
  );
}

interface SliderProps {
  readonly id: string;
  readonly profile: string;
  readonly rule: string;
  readonly index: number;
  readonly since: string;
  readonly text: string;
  readonly limit: number;
  readonly kind: ComparisonKind | null;
}

function Slider({ id, profile, rule, index, since, text, limit, kind }: SliderProps) {
  const { least, most, step } = rangeOf(limit, kind?.most ?? null);
  const dragged = useSignal(limit);
  const answer = useSignal<WhatIfAnswer | null>(null);
  const problem = useSignal("");
  const isAsking = useSignal(false);
  const compared = useComputed(() => (answer.value === null ? null : compareFirings(answer.value)));
  const value = dragged.value;
  const shown = quantityText(value, kind?.dimension ?? "number");
  const trying = useMemo(
    () =>
      tryLimits<WhatIfAnswer>(
        (tried, quick) => record.whatIf({ profile, rule, comparison: index, limit: tried, since, quick }),
        (told) => {
          if (told.answer !== null) answer.value = told.answer;
          problem.value = told.problem;
          isAsking.value = told.isAsking;
        },
      ),
    [],
  );
  useEffect(() => () => trying.end(), []);
  useEffect(() => {
    isAsking.value = true;
    trying.try(value);
  }, [value]);
  const drag = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    dragged.value = currentTarget.valueAsNumber;
  };
  return (
    <>
      <label class="slider" for={id}>
        <code>{text}</code>
        <b class="numbers">{shown}</b>
        {value === limit ? <span class="muted small">as it is in force</span> : null}
        {value === limit ? null : (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              dragged.value = limit;
            }}
          >
            Back to {quantityText(limit, kind?.dimension ?? "number")}
          </button>
        )}
      </label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={shown}
        onInput={drag}
      />
      {problem.value === "" ? null : <p class="problem">{problem.value}</p>}
      {compared.value === null ? (
        problem.value === "" ? (
          <p class="muted">Judging what is on record…</p>
        ) : null
      ) : (
        <Outcome compared={compared.value} answer={answer.value!} isAsking={isAsking.value} />
      )}
    </>
  );
}

interface OutcomeProps {
  readonly compared: Compared;
  readonly answer: WhatIfAnswer;
  readonly isAsking: boolean;
}

function Outcome({ compared, answer, isAsking }: OutcomeProps) {
  const { kept, vanished, appeared } = compared;
  return (
    <div class="what-if-answer" aria-busy={isAsking}>
      <p role="status" class="row wrap">
        <span data-tone="plain" class="tally">
          <b>{kept.length}</b> as on record
        </span>
        <span data-tone="ok" class="tally">
          <b>{vanished.length}</b> vanish
        </span>
        <span data-tone="bad" class="tally">
          <b>{appeared.length}</b> appear
        </span>
        <span class="muted small">{whatWasJudged(answer)}</span>
      </p>
      <FiringLine compared={compared} />
      <Changed title="Vanish" tone="ok" firings={vanished} />
      <Changed title="Appear" tone="bad" firings={appeared} />
    </div>
  );
}

function whatWasJudged({ judgedMs, blindMs, exact, ofOtherProfiles }: WhatIfAnswer): string {
  if (judgedMs === 0) return "Nothing on record can be judged";
  return [
    `of ${durationText(judgedMs)} on record`,
    ...(blindMs > 0 ? [`${durationText(blindMs)} of it cannot be judged`] : []),
    ...(ofOtherProfiles > 0 ? [`${countText(ofOtherProfiles, "run", "runs")} had another profile then`] : []),
    ...(exact ? [] : ["other rules are yet to be judged"]),
  ].join("; ");
}

const mostShown = 8;

function Changed({
  title,
  tone,
  firings,
}: {
  readonly title: string;
  readonly tone: string;
  readonly firings: Compared["kept"];
}) {
  if (firings.length === 0) return null;
  return (
    <section data-tone={tone} class="changed">
      <h4>{title}</h4>
      <ul>
        {firings.slice(0, mostShown).map(({ time, macro, decision, run }) => (
          <li key={`${run} ${time}`}>
            <Icon name={tone === "ok" ? "check" : "cancel"} />
            <span class="numbers">{timeText(time)}</span> <b>{macro}</b>
            {decision === null ? null : <a href={href("cancellations", [decision])}>on record</a>}
          </li>
        ))}
      </ul>
      {firings.length > mostShown ? (
        <p class="muted small">and {countText(firings.length - mostShown, "more", "more")}</p>
      ) : null}
    </section>
  );
}
