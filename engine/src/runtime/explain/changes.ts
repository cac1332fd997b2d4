/** Which change of a rule's numbers, each alone, would have let a firing not happen, or made one happen. */

import { conditionText, exactQuantity, mirrored, type Program, type ProgramRule, type Term } from "@macro-engine/dsl";
import { constantOf } from "../terms.ts";
import type { WatchedPart } from "../watch.ts";
import { type Axis, mostTried, smallestChange } from "./change.ts";
import { described, type PlainChange, unanalysed } from "./describe-change.ts";
import { equalityChange } from "./equality-change.ts";
import type { Change } from "./explanation.ts";
import { beside, type Direction, rounder } from "./numbers.ts";
import { eventsOf, type Outcome } from "./outcome.ts";
import { play, playedRun, type Recording } from "./recording.ts";
import { hasLimit, ruleText, withLimit } from "./rule-variants.ts";
import { writtenNames } from "./written-names.ts";

export interface ChangeQuestion {
  readonly program: Program;
  readonly profile: string;
  readonly rule: ProgramRule;
  readonly recording: Recording;
  readonly outcome: Outcome;
}

/** The smallest step of a wait that the language can write: 1 us. */
const waitStepMs = 1e-3;

export function findChanges(question: ChangeQuestion): readonly Change[] {
  const { parts, values, waits } = measure(question);
  const numbered = parts.flatMap((part, index) =>
    part.condition.kind === "compare" && !within(parts, index) ? [index] : [],
  );
  const { program, profile, rule } = question;
  const names = writtenNames(rule, program.profiles.find(({ name }) => name === profile)!, numbered.length);
  const thresholds = numbered.map((index, at) => {
    const change = thresholdChange(question, parts[index]!, at, values[index] ?? []);
    return { ...change, param: names.limits[at] ?? null };
  });
  return [...thresholds, ...waitChange(question, waits).map((change) => ({ ...change, param: names.hold }))];
}

/** Whether a part belongs to what a `share` counts. */
function within(parts: readonly WatchedPart[], index: number): boolean {
  for (let at = index; at >= 0; at = parts[at]!.parent) if (parts[at]!.counted) return true;
  return false;
}

interface Measured {
  readonly parts: readonly WatchedPart[];
  /** By part: what its measured side was, each value once. */
  readonly values: readonly (readonly number[])[];
  /** How long its condition had held, each once. */
  readonly waits: readonly number[];
}

/** Plays the rule without ever firing, so that only its condition counts. */
function measure({ program, profile, rule, recording, outcome }: ChangeQuestion): Measured {
  const patient: ProgramRule = { ...rule, holdMs: Number.MAX_VALUE };
  let parts: readonly WatchedPart[] = [];
  let values: Set<number>[] = [];
  const waits = new Set<number>();
  let look: (timeMs: number) => void = () => {};
  // A rule that has cleared may begin to wait in the middle of a stretch in which its condition is true.
  let stretch: number[] = [];
  const addStretches = (timeMs: number, since: number): void => {
    if (stretch[0] !== since) stretch = [since];
    if (stretch.at(-1) !== timeMs) stretch.push(timeMs);
    if (waits.size <= mostTried) for (const from of stretch) waits.add(timeMs - from);
  };
  play(program, profile, [patient], recording, {
    untilMs: outcome.horizonMs,
    onStart: (evaluator) => {
      const watch = evaluator.watch(playedRun, rule.name)!;
      parts = watch.parts;
      values = parts.map(() => new Set());
      look = (timeMs) => {
        parts.forEach(({ comparison }, index) => {
          const value = comparison === null ? Number.NaN : watch.value(index);
          if (!Number.isNaN(value)) values[index]!.add(value);
        });
        const since = watch.waitingSince();
        if (Number.isNaN(since)) return;
        if (isSteady(rule)) waits.add(timeMs - since);
        else addStretches(timeMs, since);
      };
    },
    onSnapshot: (timeMs) => look(timeMs),
  });
  return { parts, values: values.map((set) => [...set]), waits: [...waits] };
}

function hasOutcome({ program, profile, recording, outcome }: ChangeQuestion, changed: ProgramRule): boolean {
  return outcome.holds(eventsOf(program, profile, [changed], recording, outcome.horizonMs));
}

/** Rules that clear by a condition of their own may turn this way and that. */
function isSteady({ until, action }: ProgramRule): boolean {
  return until === null || action === "cancel";
}

function thresholdChange(
  question: ChangeQuestion,
  part: WatchedPart,
  at: number,
  values: readonly number[],
): PlainChange {
  const { rule, program, outcome } = question;
  const { condition, comparison, polarity } = part;
  if (condition.kind !== "compare" || comparison === null) throw new Error("only comparisons have thresholds");
  const from = hasLimit(condition) ? (constantOf(condition.left) ?? constantOf(condition.right)) : null;
  const turned = constantOf(condition.left) !== null;
  const operator = turned ? mirrored[condition.operator] : condition.operator;
  const about = {
    kind: operator === "==" || operator === "!=" ? "equality" : "threshold",
    text: part.text,
    dimension: condition.dimension,
    action: rule.action,
    from,
  } as const;
  if (from === null || Number.isNaN(from)) return unanalysed(about, "neither side is a number that the policy sets");
  const changed = (limit: number): ProgramRule => ({ ...rule, condition: withLimit(rule.condition, at, limit) });
  const holds = (limit: number) => hasOutcome(question, changed(limit));
  const range = rangeOf(turned ? condition.right : condition.left, program);
  const texts = (limit: number) => ({
    rule: ruleText(changed(limit), program),
    part: conditionText(withLimit(condition, 0, limit), program),
  });
  if (operator === "==" || operator === "!=") {
    return equalityChange({ about: { ...about, from }, values, range, holds, texts });
  }
  if (polarity === 0) return unanalysed(about, "whether it helps depends on the part it is compared with");
  // Sparing shrinks what makes the condition true; that raises a limit from below and lowers one from above.
  const shrinks = (outcome.wanted === "spared") === (polarity === 1);
  const direction: Direction = (operator === ">" || operator === ">=") === shrinks ? 1 : -1;
  const reached = (operator === ">" || operator === "<") === shrinks;
  const turns = values.filter((value) => (value - from) * direction >= 0).sort((a, b) => (a - b) * direction);
  const axis: Axis = { direction, turns, reached, beside };
  const search = smallestChange(axis, holds, isSteady(rule));
  return described(about, search, {
    direction,
    range,
    candidates: (number) => rounder(number, direction, condition.dimension),
    holds,
    texts,
  });
}

function waitChange(question: ChangeQuestion, waits: readonly number[]): PlainChange[] {
  const { rule, program, outcome, recording } = question;
  const { holdMs } = rule;
  const direction: Direction = outcome.wanted === "spared" ? 1 : -1;
  if (direction === -1 && holdMs === 0) return [];
  const text = holdMs === 0 ? "no `for`" : `for ${exactQuantity(holdMs, "duration")}`;
  const about = { kind: "for", text, dimension: "duration", action: rule.action, from: holdMs } as const;
  const turns = waits.filter((wait) => (wait - holdMs) * direction >= 0).sort((a, b) => (a - b) * direction);
  const axis: Axis = {
    direction,
    turns,
    reached: direction === -1,
    beside: (wait, towards) => Math.max(0, wait + towards * waitStepMs),
  };
  const changed = (wait: number): ProgramRule => ({ ...rule, holdMs: wait });
  const search = smallestChange(axis, (wait) => hasOutcome(question, changed(wait)), isSteady(rule));
  // A wait that ends between two snapshots ends at the next: the interval is its natural step.
  const next = (number: number) => (Math.floor(number / recording.intervalMs + 1e-9) + 1) * recording.intervalMs;
  return [
    described(about, search, {
      direction,
      range: [0, null],
      candidates: (number) => (direction === 1 ? [next(number), number] : [number]),
      holds: (wait) => hasOutcome(question, changed(wait)),
      texts: (wait) => ({ rule: ruleText(changed(wait), program), part: `for ${exactQuantity(wait, "duration")}` }),
    }),
  ];
}

/** What a measured side may be, where that is plain. */
function rangeOf(term: Term, program: Program): readonly [number | null, number | null] {
  if (term.kind === "share") return [0, 100];
  const bounded = ["avg", "min", "max", "p50", "p90", "p95", "p99"];
  const isPlain = term.kind === "metric" || term.kind === "forecast";
  if (!isPlain && !(term.kind === "window" && bounded.includes(term.function))) return [null, null];
  return program.metrics.find(({ name }) => name === term.metric)?.range ?? [null, null];
}
