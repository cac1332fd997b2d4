/** Rules as the program has them. */

import type { FlatBody } from "../check/inheritance.ts";
import type { PolicySymbol, RuleSymbol } from "../check/symbols.ts";
import type { Expression, MessageTemplate, Reference, RuleMember } from "../syntax/ast.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import { type ConditionContext, compileCondition, compileTerm, constantValue } from "./compile-condition.ts";
import { placeIn } from "./compile-profile.ts";
import { conditionTexts, metricsRead } from "./condition-texts.ts";
import type { ProgramMessagePart, ProgramRule } from "./program.ts";

export function compileRule(
  context: ConditionContext,
  body: FlatBody,
  symbol: RuleSymbol,
  replaced: ReadonlyMap<string, number>,
): ProgramRule {
  const { declaration: rule, file } = symbol;
  const action = rule.action!;
  const holdMs = rule.hold === null ? 0 : constantValue(context, rule.hold);
  const literal = (value: PolicySymbol) => (replaced.has(value.name) ? null : literalText(body, value));
  const reads = metricsRead(context, [rule.condition, ...(rule.until === null ? [] : [rule.until.condition])], true);
  return {
    name: rule.name.text,
    action: action.name,
    all: action.all,
    condition: compileCondition(context, rule.condition),
    holdMs,
    until: compileUntil(context, rule),
    message: rule.message === null ? null : compileMessage(context, rule.message),
    ...conditionTexts(context, file, rule, literal),
    reads,
    messageReads: metricsRead(context, valuesIn(rule.message), true).filter((name) => !reads.includes(name)),
    evidence: metricsRead(context, [rule.condition], false),
    place: placeIn(file, rule.header.start),
    declaredIn: symbol.body.name,
  };
}

function compileUntil(context: ConditionContext, rule: RuleMember): ProgramRule["until"] {
  if (rule.until === null) return null;
  const holdMs = rule.until.hold === null ? 0 : constantValue(context, rule.until.hold);
  const { condition } = rule.until;
  return {
    condition: compileCondition(context, condition),
    holdMs,
    evidence: metricsRead(context, [condition], false),
  };
}

function compileMessage(context: ConditionContext, message: MessageTemplate): ProgramMessagePart[] {
  return message.parts.map((part): ProgramMessagePart => {
    if (part.kind === "text") return part;
    const dimension = context.types.get(part.value)!.dimension;
    if (dimension === "bool") return { kind: "bool", value: compileCondition(context, part.value) };
    if (dimension === "text") return textPart(part.value);
    return { kind: "number", value: compileTerm(context, part.value), dimension: dimension as NumericDimension };
  });
}

function valuesIn(message: MessageTemplate | null): Expression[] {
  return message?.parts.flatMap((part) => (part.kind === "value" ? [part.value] : [])) ?? [];
}

function textPart(expression: Expression): ProgramMessagePart {
  if (expression.kind === "group") return textPart(expression.inner);
  if (expression.kind === "string") return { kind: "text", text: expression.value };
  return { kind: "text-metric", metric: (expression as Reference).name };
}

/** What the policy itself writes, when that is a single quantity. */
function literalText(body: FlatBody, symbol: PolicySymbol): string | null {
  const value = symbol.kind === "param" ? body.params.get(symbol.name)?.value : null;
  const expression = symbol.kind === "let" ? symbol.declaration.value : value;
  return expression?.kind === "quantity" ? expression.text : null;
}
