/** Rules as the program has them. */

import { isNumeric } from "../check/dimensions.ts";
import type { FlatBody } from "../check/inheritance.ts";
import { writtenText } from "../check/source-text.ts";
import type { PolicySymbol, RuleSymbol } from "../check/symbols.ts";
import { referencesIn } from "../check/values.ts";
import type { Expression, File, MessageTemplate, Reference, RuleMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import { type ConditionContext, compileCondition, compileTerm, constantValue } from "./compile-condition.ts";
import { placeIn } from "./compile-profile.ts";
import { exactQuantity } from "./print.ts";
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
  const text = (replace: readonly { span: Span; text: string }[]) =>
    writtenText(file, rule.condition.span, replace) +
    (rule.hold === null ? "" : ` for ${writtenText(file, rule.hold.span, replace)}`);
  const reads = metricsRead(context, [rule.condition, ...(rule.until === null ? [] : [rule.until.condition])], true);
  return {
    name: rule.name.text,
    action: action.name,
    all: action.all,
    condition: compileCondition(context, rule.condition),
    holdMs,
    until: compileUntil(context, rule),
    message: rule.message === null ? null : compileMessage(context, rule.message),
    text: text([]),
    threshold: text(valuesInText(context, body, rule, file, replaced)),
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

/** Params and lets of a rule, each with the text of its value. */
function valuesInText(
  context: ConditionContext,
  body: FlatBody,
  rule: RuleMember,
  file: File,
  replaced: ReadonlyMap<string, number>,
): { span: Span; text: string }[] {
  const references = [rule.condition, ...(rule.hold === null ? [] : [rule.hold])].flatMap(referencesIn);
  return references.flatMap((reference) => {
    const symbol = context.resolved.get(reference);
    if (symbol?.kind !== "let" && symbol?.kind !== "param") return [];
    const written = replaced.has(symbol.name) ? null : literalText(body, symbol);
    const text = written ?? exactQuantity(context.environment(reference)!, dimensionOf(context, reference));
    const afterMinus = /-\s*$/.test(file.source.text.slice(rule.condition.span.start, reference.span.start));
    return [{ span: reference.span, text: text.startsWith("-") && afterMinus ? `(${text})` : text }];
  });
}

function dimensionOf(context: ConditionContext, reference: Reference): NumericDimension {
  const dimension = context.types.get(reference)?.dimension ?? "number";
  return dimension !== "unknown" && isNumeric(dimension) ? dimension : "number";
}

/** What the policy itself writes, when that is a single quantity. */
function literalText(body: FlatBody, symbol: PolicySymbol): string | null {
  const value = symbol.kind === "param" ? body.params.get(symbol.name)?.value : null;
  const expression = symbol.kind === "let" ? symbol.declaration.value : value;
  return expression?.kind === "quantity" ? expression.text : null;
}

/** Metrics in order of appearance, unique. */
function metricsRead(context: ConditionContext, conditions: readonly Expression[], insideMissing: boolean): string[] {
  const found = new Set<string>();
  const read = (expression: Expression): void => {
    switch (expression.kind) {
      case "reference":
        if (context.resolved.get(expression)?.kind === "metric") found.add(expression.name);
        return;
      case "call":
        if (insideMissing || expression.callee.text !== "missing") expression.arguments.forEach(read);
        return;
      case "group":
        read(expression.inner);
        return;
      case "unary":
        read(expression.operand);
        return;
      case "binary":
        read(expression.left);
        read(expression.right);
        return;
      default:
        return;
    }
  };
  conditions.forEach(read);
  return [...found];
}
