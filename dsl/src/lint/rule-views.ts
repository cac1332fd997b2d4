/** Rules as profiles read them: params at the values that each profile has. One view serves all profiles that read a rule alike. */

import type { Analysis } from "../analyze.ts";
import type { FlatBody } from "../check/inheritance.ts";
import type { RuleSymbol } from "../check/symbols.ts";
import { bodyEnvironment, type Environment, evaluateLets, referencesIn } from "../check/values.ts";
import { type ConditionContext, compileCondition, compileTerm, constantValue } from "../program/compile-condition.ts";
import { compileRule } from "../program/compile-rule.ts";
import type { Condition, ProgramProfile, ProgramRule, Term } from "../program/program.ts";
import { remembered } from "../remembered.ts";
import type { Expression, RuleMember } from "../syntax/ast.ts";
import type { DeclaredRule, LintSet, RuleUse } from "./rule.ts";

export interface RuleView {
  readonly declared: DeclaredRule;
  readonly declaration: RuleMember;
  /** Compiled, with what override files make of it. */
  readonly rule: ProgramRule;
  /** The profiles that read it so; none where its body is a template that reads it as nobody else does. */
  readonly uses: readonly RuleUse[];
  condition(expression: Expression): Condition;
  term(expression: Expression): Term;
  /** In base units. */
  constant(expression: Expression): number;
}

const viewsIn = remembered((set: LintSet) => remembered((declared: DeclaredRule) => findViews(set, declared)));

/** The different readings of a rule, each once. */
export function viewsOf(set: LintSet, declared: DeclaredRule): readonly RuleView[] {
  return viewsIn(set)(declared);
}

/** How each profile reads each of its rules; those that override files make are not here. */
export const viewsByUse = remembered((set: LintSet): ReadonlyMap<RuleUse, RuleView> => {
  const views = new Map<RuleUse, RuleView>();
  for (const declared of set.rules) {
    for (const view of viewsOf(set, declared)) for (const use of view.uses) views.set(use, view);
  }
  return views;
});

const declaredViews = new WeakMap<DeclaredRule, RuleView>();

/** The rule as the body that declares it reads it: whatever is wrong there is the rule's own fault. */
export function declaredView(set: LintSet, declared: DeclaredRule): RuleView {
  let view = declaredViews.get(declared);
  if (view === undefined) {
    view = findDeclaredView(set, declared);
    declaredViews.set(declared, view);
  }
  return view;
}

function findDeclaredView(set: LintSet, declared: DeclaredRule): RuleView {
  const { symbol } = declared;
  const [first] = viewsOf(set, declared);
  // Without params or override files, every profile reads it as its own body does.
  const isReadAlike = set.overrides.length === 0 && paramsRead(set, symbol.declaration).length === 0;
  if (first !== undefined && isReadAlike) return { ...first, uses: [] };
  const body = bodyOf(set.analysis, symbol.body.name)!;
  const context = bodyContext(set.analysis, body);
  const rule = compileRule(context, body, symbol, new Map());
  return { declared, declaration: symbol.declaration, rule, uses: [], ...readingOf(context, symbol.declaration, rule) };
}

/** Rules as a template or profile reads them, without what override files change. */
export function rulesAsReadBy(analysis: Analysis, body: FlatBody, symbols: readonly RuleSymbol[]): ProgramRule[] {
  const context = bodyContext(analysis, body);
  return symbols.map((symbol) => compileRule(context, body, symbol, new Map()));
}

function bodyContext(analysis: Analysis, body: FlatBody): ConditionContext {
  return contextOf(analysis, bodyEnvironment(analysis, letsOf(analysis), body).environment);
}

/** The body of a name with all that it inherits; undefined for profiles that override files make. */
export function bodyOf({ names, bodies }: Analysis, name: string): FlatBody | undefined {
  const symbol = names.bodies.get(name);
  return symbol === undefined ? undefined : bodies.get(symbol);
}

/** Every expression of a rule that says what it does: not its message. */
export function expressionsOf({ condition, hold, until }: RuleMember): readonly Expression[] {
  return [condition, hold, until?.condition ?? null, until?.hold ?? null].filter((part) => part !== null);
}

function findViews(set: LintSet, declared: DeclaredRule): RuleView[] {
  const { declaration } = declared.symbol;
  const params = paramsRead(set, declaration);
  const groups = new Map<string, RuleUse[]>();
  for (const use of declared.uses) {
    const values = params.map((name) => paramValue(use.profile, name));
    const key = `${use.rule.action} ${use.rule.all} ${values.join(" ")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return [...groups.values()].map((uses) => {
    const { profile, rule } = uses[0]!;
    const context = contextOf(set.analysis, environmentOf(set, profile));
    return { declared, declaration, rule, uses, ...readingOf(context, declaration, rule) };
  });
}

function paramsRead(set: LintSet, declaration: RuleMember): string[] {
  const names = expressionsOf(declaration)
    .flatMap(referencesIn)
    .filter((reference) => set.analysis.resolved.get(reference)?.kind === "param")
    .map((reference) => reference.name);
  return [...new Set(names)];
}

function paramValue(profile: ProgramProfile, param: string): number | null {
  return profile.params.find(({ name }) => name === param)?.value ?? null;
}

/** What names mean in a profile of the program: override files may have set its params. */
function environmentOf(set: LintSet, profile: ProgramProfile): Environment {
  const { analysis } = set;
  return (reference) => {
    const symbol = analysis.resolved.get(reference);
    if (symbol?.kind === "let") return letsOf(analysis).get(symbol) ?? null;
    return symbol?.kind === "param" ? paramValue(profile, symbol.name) : null;
  };
}

function contextOf({ types, resolved, names }: Analysis, environment: Environment): ConditionContext {
  const order = [...names.schedules.keys()];
  return { types, resolved, environment, scheduleIndex: (name) => order.indexOf(name) };
}

/** Compiles each expression once, if the rule has not: what proves things about conditions knows them by identity. */
function readingOf(
  context: ConditionContext,
  { condition: when, until }: RuleMember,
  rule: ProgramRule,
): Pick<RuleView, "condition" | "term" | "constant"> {
  const conditions = new Map<Expression, Condition>([[when, rule.condition]]);
  if (until !== null && rule.until !== null) conditions.set(until.condition, rule.until.condition);
  return {
    condition(expression) {
      let condition = conditions.get(expression);
      if (condition === undefined) {
        condition = compileCondition(context, expression);
        conditions.set(expression, condition);
      }
      return condition;
    },
    term: (expression) => compileTerm(context, expression),
    constant: (expression) => constantValue(context, expression),
  };
}

const letsOf = remembered((analysis: Analysis) => evaluateLets(analysis));
