/**
 * Looks at constants once they have values: windows must be positive, waits not negative, nothing may divide by zero. Params are
 * late bound, so a `set` far from a rule can break it: that is reported at the `set`.
 */

import type { Member, SetMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import type { BoundedConstant, CheckContext } from "./context.ts";
import type { FlatBody } from "./inheritance.ts";
import type { Reporter } from "./reporter.ts";
import { quoted } from "./source-text.ts";
import type { LetSymbol } from "./symbols.ts";
import { allLets, bodyEnvironment, type Environment, evaluate, paramsOf } from "./values.ts";

export type BoundProblem = "division" | "overflow" | "negative" | "not-positive";

/** Null when the constant is within its bound, or its value is not known for another reason. */
export function boundProblem(constant: BoundedConstant, environment: Environment): BoundProblem | null {
  const result = evaluate(constant.value, environment);
  if (result === null) return null;
  if ("problem" in result) return result.problem;
  if (constant.bound === "positive" && result.value <= 0) return "not-positive";
  return constant.bound === "zero-or-more" && result.value < 0 ? "negative" : null;
}

/** Lets that divide by zero or grow too large. */
export function checkLetBounds(context: CheckContext, lets: ReadonlyMap<LetSymbol, number>): void {
  const { environment } = bodyEnvironment(context, lets, null);
  for (const { declaration } of allLets(context)) {
    for (const constant of context.boundsOf.get(declaration) ?? []) {
      reportBound(context.reporter, constant, boundProblem(constant, environment));
    }
  }
}

export function checkBounds(context: CheckContext, lets: ReadonlyMap<LetSymbol, number>, body: FlatBody): void {
  const { environment } = bodyEnvironment(context, lets, body);
  const own = new Set<Member>(body.symbol.declaration.members);
  for (const member of own) {
    for (const constant of context.boundsOf.get(member) ?? []) {
      reportBound(context.reporter, constant, boundProblem(constant, environment));
    }
  }
  const reported = new Set<SetMember>();
  for (const { member, constant } of inheritedBounds(context, body)) {
    const problem = boundProblem(constant, environment);
    const set = problem === null ? null : ownSetBehind(body, constant);
    if (problem === null || set === null || reported.has(set)) continue;
    reported.add(set);
    reportSet(context.reporter, body, set, member, constant, problem);
  }
}

/** At the constant itself. */
export function reportBound(reporter: Reporter, constant: BoundedConstant, problem: BoundProblem | null): void {
  if (problem === null) return;
  const { file, value, role } = constant;
  reportProblem(reporter, file.source.path, value.span, constant, { role, text: quoted(file, value.span) }, problem);
}

export function reportProblem(
  reporter: Reporter,
  file: string,
  span: Span,
  { signature }: BoundedConstant,
  parameters: { role: string; text: string },
  problem: BoundProblem,
): void {
  if (problem === "not-positive" && signature !== null) {
    reporter.error(file, span, "wrong-arguments", "not-positive", { ...parameters, signature });
  } else if (problem === "not-positive") reporter.error(file, span, "malformed-quantity", problem, parameters);
  else if (problem === "negative") reporter.error(file, span, "malformed-quantity", problem, parameters);
  else reporter.error(file, span, "not-constant", problem, parameters);
}

/** Bounds of the members in effect that the body does not write itself. */
function inheritedBounds(context: CheckContext, body: FlatBody) {
  const own = new Set<Member>(body.symbol.declaration.members);
  const { grace, cooldown } = body.settings;
  const members: Member[] = [
    ...[...body.rules.values()].map((rule) => rule.symbol.declaration),
    ...[...body.params.values()].map((param) => param.member),
    ...[grace, cooldown].flatMap((setting) => (setting === null ? [] : [setting.member])),
  ];
  return members.filter((member) => !own.has(member)).flatMap((member) => boundsOf(context, member));
}

/** Bounds of everything in effect in a body, its own members included. */
export function boundsInEffect(context: CheckContext, body: FlatBody): { member: Member; constant: BoundedConstant }[] {
  const own = body.symbol.declaration.members.flatMap((member) => boundsOf(context, member));
  return [...own, ...inheritedBounds(context, body)];
}

function boundsOf(context: CheckContext, member: Member): { member: Member; constant: BoundedConstant }[] {
  return (context.boundsOf.get(member) ?? []).map((constant) => ({ member, constant }));
}

function ownSetBehind(body: FlatBody, constant: BoundedConstant): SetMember | null {
  const own = new Set<Member>(body.symbol.declaration.members);
  const sets = [...paramsBehind(body, constant)].map((name) => body.params.get(name)!.member);
  return sets.find((member): member is SetMember => member.kind === "set" && own.has(member)) ?? null;
}

/** Params that a constant's value depends on, however indirectly. */
export function paramsBehind(body: FlatBody, constant: Pick<BoundedConstant, "value">): ReadonlySet<string> {
  const found = new Set<string>();
  const open = paramsOf(body, constant.value);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...paramsOf(body, body.params.get(name)!.value));
  }
  return found;
}

function reportSet(
  reporter: Reporter,
  body: FlatBody,
  set: SetMember,
  member: Member,
  constant: BoundedConstant,
  problem: BoundProblem,
): void {
  const owner = "name" in member ? ` in ${member.kind} \`${member.name.text}\`` : "";
  const parameters = { role: constant.role + owner, text: quoted(body.symbol.file, set.span) };
  reportProblem(reporter, body.symbol.file.source.path, set.span, constant, parameters, problem);
}
