/** A limit to drag, and which firings on record would appear or vanish with it. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { EffectiveRule, WhatIfAnswer, WhatIfRequest } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icons.tsx";
import { Select } from "../parts/select.tsx";
import { countText, durationText, quantityText, timeText } from "../parts/text.ts";
import { record } from "../record-client.ts";
import { href } from "../state/route.ts";
import { type Compared, compareFirings } from "./compare-firings.ts";
import { FiringLine } from "./firing-line.tsx";
import { rangeOf } from "./limit-range.ts";
import type { ComparisonKind } from "./policy-question.ts";
import { type Told, tryLimits } from "./try-limits.ts";

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
  return (
    <div class="stack what-if">
      <div class="row wrap">
        {draggable.length < 2 ? null : (
          <Field name="Limit">
            <Select
              class="compact"
              value={String(chosen.value)}
              onChoose={(at) => (chosen.value = Number(at))}
              choices={draggable.map((at) => [String(at), rule.comparisons[at]!.text])}
            />
          </Field>
        )}
        <Field name="On record of the last">
          <Select
            class="compact"
            value={since.value}
            onChoose={(length) => (since.value = length)}
            choices={Object.entries(sinces)}
          />
        </Field>
      </div>
      <Slider
        key={`${chosen.value} ${since.value}`}
        question={{ profile, rule: rule.rule, comparison: chosen.value, since: since.value }}
        text={comparison.text}
        limit={comparison.limit!}
        kind={kinds[chosen.value] ?? null}
      />
    </div>
  );
}

interface SliderProps {
  readonly question: Omit<WhatIfRequest, "limit" | "quick">;
  readonly text: string;
  readonly limit: number;
  readonly kind: ComparisonKind | null;
}

function Slider({ question, text, limit, kind }: SliderProps) {
  const { least, most, step } = rangeOf(limit, kind?.most ?? null);
  const dragged = useSignal(limit);
  const told = useSignal<Omit<Told<WhatIfAnswer>, "limit">>({ answer: null, problem: "", isAsking: true });
  const { answer, problem, isAsking } = told.value;
  const compared = useMemo(() => answer && compareFirings(answer), [answer]);
  const value = dragged.value;
  const shown = quantityText(value, kind?.dimension);
  const trying = useMemo(
    () =>
      tryLimits<WhatIfAnswer>(
        (tried, quick) => record.whatIf({ ...question, limit: tried, quick }),
        (next) => (told.value = { ...next, answer: next.answer ?? told.peek().answer }),
      ),
    [],
  );
  useEffect(() => () => trying.end(), []);
  useEffect(() => {
    told.value = { ...told.peek(), isAsking: true };
    trying.try(value);
  }, [value]);
  return (
    <>
      <div class="slider">
        <code>{text}</code>
        <b class="numbers">{shown}</b>
        {value === limit ? (
          <span class="muted small">as it is in force</span>
        ) : (
          <Button looks="quiet" onClick={() => (dragged.value = limit)}>
            Back to {quantityText(limit, kind?.dimension)}
          </Button>
        )}
      </div>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-label={text}
        aria-valuetext={shown}
        onInput={({ currentTarget }) => (dragged.value = currentTarget.valueAsNumber)}
      />
      {problem === "" ? null : <p class="problem">{problem}</p>}
      {answer !== null && compared !== null ? (
        <Outcome compared={compared} answer={answer} isAsking={isAsking} />
      ) : problem === "" ? (
        <p class="muted">Judging what is on record…</p>
      ) : null}
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
    <div class="list" aria-busy={isAsking}>
      <p role="status" class="row wrap">
        <Tally tone="plain" firings={kept} what="as on record" />
        <Tally tone="ok" firings={vanished} what="vanish" />
        <Tally tone="bad" firings={appeared} what="appear" />
        <span class="muted small">{whatWasJudged(answer)}</span>
      </p>
      <FiringLine compared={compared} />
      <Changed what="Vanish" tone="ok" firings={vanished} />
      <Changed what="Appear" tone="bad" firings={appeared} />
    </div>
  );
}

interface FiringsProps {
  readonly tone: "plain" | "ok" | "bad";
  readonly what: string;
  readonly firings: Compared["kept"];
}

function Tally({ tone, what, firings }: FiringsProps) {
  return (
    <span data-tone={tone} class="tally">
      <b>{firings.length}</b> {what}
    </span>
  );
}

function whatWasJudged({ judgedMs, blindMs, exact, ofOtherProfiles }: WhatIfAnswer): string {
  if (judgedMs === 0) return "Nothing on record can be judged";
  return [
    `of ${durationText(judgedMs)} on record`,
    ...(blindMs > 0 ? [`${durationText(blindMs)} of it cannot be judged`] : []),
    ...(ofOtherProfiles > 0 ? [`${countText(ofOtherProfiles, "run")} had another profile then`] : []),
    ...(exact ? [] : ["other rules are yet to be judged"]),
  ].join("; ");
}

const mostShown = 8;

function Changed({ tone, what, firings }: FiringsProps) {
  if (firings.length === 0) return null;
  return (
    <section data-tone={tone} class="changed">
      <h4>These {what}</h4>
      <ul class="list">
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
