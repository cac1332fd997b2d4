/** redundant-condition: a part of an `and` or `or` without which the rule would do the same. */

import { quoted } from "../../check/source-text.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Condition } from "../../program/program.ts";
import type { Expression, File } from "../../syntax/ast.ts";
import { type ChainPart, chainParts, conditionWithout } from "../chains.ts";
import { callsOf } from "../comparisons.ts";
import { metricsMeasured } from "../condition-facts.ts";
import { type Fault, findFaults } from "../faults.ts";
import { holdsOutOfRange } from "../out-of-range.ts";
import { alike, cannotBe, implies, trueTogether } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const redundantCondition: LintRule<"redundant-condition"> = {
  code: "redundant-condition",
  category: "bugs",
  level: "warning",
  summary: "A part of a condition without which the rule would do the same.",
  fix: "remove it",
  *check(set): Findings {
    yield* findFaults(set, function* (view) {
      for (const whole of wholesOf(view)) yield* faultsIn(set, view, whole);
    });
  },
};

interface Whole {
  readonly expression: Expression;
  /** Nobody asks whether it is false or unknown. */
  readonly truthOnly: boolean;
  /** Metrics count as evidence for its wait. */
  readonly waits: boolean;
}

function wholesOf({ rule, declaration }: RuleView): Whole[] {
  const { condition, until } = declaration;
  const neverAsked = rule.action === "cancel" || until !== null;
  const shares = callsOf(declaration).filter((call) => call.callee.text === "share");
  return [
    { expression: condition, truthOnly: neverAsked, waits: rule.holdMs > 0 },
    ...(until === null ? [] : [{ expression: until.condition, truthOnly: true, waits: (rule.until?.holdMs ?? 0) > 0 }]),
    ...shares.map((call) => ({ expression: call.arguments[0]!, truthOnly: false, waits: false })),
  ];
}

function* faultsIn(set: LintSet, view: RuleView, whole: Whole): Iterable<Fault> {
  const { prover, program } = set;
  const parts = chainParts(whole.expression);
  if (parts.length === 0) return;
  const condition = view.condition(whole.expression);
  // Where it is all one whatever is measured, the parts are not the trouble.
  if (cannotBe(prover, condition, "true") || cannotBe(prover, condition, "false")) return;
  if (holdsOutOfRange(condition, program)) return;
  const dropped = new Set<Expression>();
  for (const part of inOrder(parts)) {
    if (isInside(part.part, dropped)) continue;
    const rest = conditionWithout(view, whole.expression, new Set([...dropped, part.part]));
    if (rest === null || !isSame(set, whole, condition, rest)) continue;
    dropped.add(part.part);
    yield fault(set, view, whole, part);
  }
}

/** Of two that say the same the later one goes. Outer chains come first: of a part that changes nothing, its own are not told. */
function inOrder(parts: readonly ChainPart[]): readonly ChainPart[] {
  // Two are one chain alone.
  if (parts.length === 2) return parts.toReversed();
  const depths = new Map(parts.map((part) => [part, depthOf(parts, part)]));
  return parts.toReversed().sort((a, b) => depths.get(a)! - depths.get(b)!);
}

function depthOf(parts: readonly ChainPart[], { part }: ChainPart): number {
  return parts.filter((other) => other.part !== part && contains(other.part, part)).length;
}

function isInside(part: Expression, dropped: ReadonlySet<Expression>): boolean {
  return [...dropped].some((outer) => contains(outer, part));
}

function contains(outer: Expression, inner: Expression): boolean {
  return outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
}

function isSame({ prover }: LintSet, { truthOnly, waits }: Whole, condition: Condition, rest: Condition): boolean {
  // With a wait, whatever is measured counts as evidence that it went on.
  if (waits && metricsMeasured(rest).length < metricsMeasured(condition).length) return false;
  return truthOnly ? trueTogether(prover, condition, rest) : alike(prover, condition, rest);
}

function fault({ prover }: LintSet, view: RuleView, whole: Whole, chain: ChainPart): Fault {
  const { file } = view.declared.symbol;
  const { part, parent, others } = chain;
  const own = view.condition(part);
  const saying = others.find((other) => {
    const condition = view.condition(other);
    return parent.operator === "and" ? implies(prover, condition, own) : implies(prover, own, condition);
  });
  const why =
    saying === undefined ? "the rest decides without it" : `\`${quoted(file, saying.span)}\` decides it already`;
  return {
    at: part.span,
    message: (where) =>
      `\`${quoted(file, part.span)}\` changes nothing${where}: ${why}; remove it or write what is meant`,
    because: [whole.expression],
    fixes: fixesOf(file, chain),
  };
}

/** With its `and` or `or`; a comment in between has to be looked at by somebody. */
function fixesOf(file: File, { part, parent: { left, right } }: ChainPart): Fix[] {
  const span =
    part === right ? { start: left.span.end, end: right.span.end } : { start: left.span.start, end: right.span.start };
  if (file.comments.some((comment) => comment.span.start < span.end && span.start < comment.span.end)) return [];
  return [{ title: `remove \`${quoted(file, part.span)}\``, edits: [{ file: file.source.path, span, text: "" }] }];
}
