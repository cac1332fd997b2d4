/** Rules with their thresholds filled in, as a body reads them. */

import {
  type Analysis,
  type Expression,
  type FlatBody,
  type KnownValues,
  type ProgramRule,
  type RuleSymbol,
  textWithValues,
} from "@macro-engine/dsl";

/** `cancel`, `cancel all`; `…` where it could not be read. */
export function actionOf({ declaration: { action } }: RuleSymbol): string {
  if (action === null) return "…";
  return action.all ? "cancel all" : action.name;
}

export interface RuleTexts {
  /** `cpu.usage > 85% for 5s`; `…` where there is none yet. */
  readonly condition: string;
  /** Null without an `until`. */
  readonly until: string | null;
  /** As written, with its quotes. */
  readonly message: string | null;
}

export function ruleTexts(
  analysis: Analysis,
  rule: RuleSymbol,
  { environment }: Pick<KnownValues, "environment">,
): RuleTexts {
  const { file, declaration } = rule;
  const text = (expression: Expression) =>
    expression.kind === "error" ? "…" : textWithValues(analysis, file, expression, environment);
  const held = (condition: Expression, hold: Expression | null) =>
    hold === null ? text(condition) : `${grouped(condition, text(condition))} for ${text(hold)}`;
  const { condition, hold, until, message } = declaration;
  return {
    condition: held(condition, hold),
    until: until === null ? null : held(until.condition, until.hold),
    message: message === null ? null : file.source.text.slice(message.span.start, message.span.end),
  };
}

/** `for` is about the whole condition: with `or`, that reads right with parentheses alone. */
function grouped(condition: Expression, text: string): string {
  return condition.kind === "binary" && condition.operator === "or" ? `(${text})` : text;
}

/** On one line, without the message: `cancel when cpu.usage > 85% for 5s`. */
export function ruleLine(analysis: Analysis, rule: RuleSymbol, values: KnownValues): string {
  const { condition, until } = ruleTexts(analysis, rule, values);
  return `${actionOf(rule)} when ${condition}${until === null ? "" : ` until ${until}`}`;
}

/** A rule that no policy has written, with its name. */
export function programLine({ name, action, all, threshold }: ProgramRule): string {
  return `${name}: ${all ? `${action} all` : action} when ${threshold}`;
}

/** The profiles whose rule of that name it is, after inheritance. */
export function profilesWith(analysis: Analysis, rule: RuleSymbol): FlatBody[] {
  return [...analysis.bodies.values()].filter(
    ({ symbol, rules }) =>
      symbol.declaration.kind === "profile" && rules.get(rule.name)?.symbol.declaration === rule.declaration,
  );
}
