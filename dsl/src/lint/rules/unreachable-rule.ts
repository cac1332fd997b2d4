/** unreachable-rule: a rule that others of its profile always come before. */

import { shadowsIn } from "../../prove/rules.ts";
import type { Expression } from "../../syntax/ast.ts";
import { ruleAt, setsBehind } from "../faults.ts";
import { inProfiles } from "../lint-set.ts";
import type { DeclaredRule, Finding, Findings, LintRule, LintSet, RuleUse } from "../rule.ts";
import { declaredView, expressionsOf } from "../rule-views.ts";
import { type ShadowedUse, shadowedUses } from "../shadowed-rules.ts";
import { meanTheSame, outline } from "./duplicate-rule.ts";

export const unreachableRule: LintRule<"unreachable-rule"> = {
  code: "unreachable-rule",
  category: "bugs",
  level: "warning",
  summary: "A rule that has nothing to do, because stricter ones of its profile always come first.",
  fix: null,
  *check(set): Findings {
    const byDeclaration = new Map<DeclaredRule, ShadowedUse[]>();
    for (const shadowed of shadowedUses(set)) {
      if (shadowed === null) yield null;
      if (shadowed === null || !isToldOf(set, shadowed)) continue;
      const { declared } = shadowed.view;
      const list = byDeclaration.get(declared);
      if (list === undefined) byDeclaration.set(declared, [shadowed]);
      else list.push(shadowed);
    }
    for (const [declared, all] of byDeclaration) yield* findingsOf(set, declared, all);
  },
};

/**
 * A second warning says something of its own; what a harsher action only precedes may outlast it. Rules that mean the same
 * are told of as that.
 */
function isToldOf({ prover }: LintSet, { view: { rule }, by, effect }: ShadowedUse): boolean {
  if (effect !== "ends" && (effect !== "adds-nothing" || rule.action === "warn")) return false;
  const [only] = by;
  return by.length > 1 || outline(only!.rule) !== outline(rule) || !meanTheSame(prover, only!.rule, rule);
}

function* findingsOf(set: LintSet, declared: DeclaredRule, all: readonly ShadowedUse[]): Iterable<Finding> {
  const own = all.filter((shadowed) => isOwn(set, shadowed) || setsOf(set, shadowed).length === 0);
  if (own.length > 0) yield finding(declared, own[0]!, inProfiles(usesOf(own), declared));
  for (const shadowed of all) {
    if (own.includes(shadowed)) continue;
    const { message, related = [] } = finding(declared, shadowed, "");
    const rule = ruleAt(declared, `\`${declared.symbol.name}\` is here`);
    for (const place of setsOf(set, shadowed)) yield { ...place, message, related: [rule, ...related] };
  }
}

function usesOf(all: readonly ShadowedUse[]): RuleUse[] {
  return all.map(({ use }) => use);
}

/** Whether it is so already as the bodies that declare the rules read them. */
function isOwn(set: LintSet, { view, by }: ShadowedUse): boolean {
  const others = by.map(({ symbol }) => set.rules.find((declared) => declared.symbol === symbol));
  if (others.some((declared) => declared === undefined)) return false;
  const rule = declaredView(set, view.declared).rule;
  const rules = [rule, ...others.map((declared) => declaredView(set, declared!).rule)];
  return shadowsIn(set.prover, rules).has(rule);
}

function setsOf(set: LintSet, { use, view, by }: ShadowedUse) {
  const expressions: Expression[] = [
    view.declaration,
    ...by.flatMap(({ symbol }) => symbol?.declaration ?? []),
  ].flatMap(expressionsOf);
  return setsBehind(set, use, expressions);
}

function finding(declared: DeclaredRule, { use, by, effect }: ShadowedUse, where: string): Finding {
  const { name, file, declaration } = declared.symbol;
  const names = by.map(({ rule }) => `\`${rule.name}\``);
  const others = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  const [first] = by;
  const message =
    effect === "ends"
      ? `rule \`${name}\` never acts${where}: ${others} always ${doing(first!)} the macro before it, or in the same snapshot; let it act sooner, or remove it`
      : `rule \`${name}\` adds nothing${where}: ${others} always ${doing(use)} the macro before it, and for as long; let it act sooner, or remove it`;
  const related = by.flatMap(({ symbol }) =>
    symbol === null ? [] : [ruleAt({ symbol }, `\`${symbol.name}\` is here`)],
  );
  return { file: file.source.path, span: declaration.name.span, message, related };
}

function doing({ rule }: RuleUse): string {
  return rule.all ? "cancels" : `${rule.action}s`;
}
