/** Checks the members of templates and profiles, each where it is written, however many bodies inherit it. */

import type { Fix } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { meaning, replaceWith } from "../diagnostics/report.ts";
import { remembered } from "../remembered.ts";
import type { Action, File, Member, NotifyMember, RuleMember, SetMember } from "../syntax/ast.ts";
import { patternLimit } from "../syntax/limits.ts";
import type { Span } from "../syntax/source.ts";
import { checkConstant, checkParam, paramDimension } from "./constants.ts";
import type { BoundedConstant, CheckContext, Scope } from "./context.ts";
import { dependenciesFirst } from "./cycles.ts";
import { checkCondition, checkExpression } from "./expressions.ts";
import type { FlatBody } from "./inheritance.ts";
import type { BodySymbol, ParamSymbol } from "./symbols.ts";
import { paramsOf } from "./values.ts";

/** Lets members see their body's params, own and inherited. */
export function openScopes(context: CheckContext, bodies: ReadonlyMap<BodySymbol, FlatBody>): void {
  const scopes = new Map<BodySymbol, Scope>();
  context.scopeOf = (symbol, member) => {
    const scope = scopes.get(symbol) ?? bodyScope(context, bodies.get(symbol)!);
    scopes.set(symbol, scope);
    const bounds: BoundedConstant[] = [];
    context.boundsOf.set(member, bounds);
    return { ...scope, bounds };
  };
}

/** Asked for by every test of a profile. */
const paramsInScope = remembered(
  ({ params }: FlatBody): ReadonlyMap<string, ParamSymbol | null> =>
    new Map([...params].map(([name, { certain, symbol }]) => [name, certain ? symbol : null])),
);

/** What a body's members and its tests can name. */
export function bodyScope(context: CheckContext, body: FlatBody): Scope {
  return {
    file: body.symbol.file,
    params: paramsInScope(body),
    body: body.symbol,
    mayBeLost: (name) => (body.open && !name.includes(".")) || body.lost.has(name) || context.names.lost.has(name),
    hasNameless: body.nameless.has("param"),
    bounds: [],
  };
}

/** Checks every param, those first that others refer to. */
export function checkParams(context: CheckContext, bodies: ReadonlyMap<BodySymbol, FlatBody>): void {
  const all = [...context.names.params.values()].flat();
  const order = dependenciesFirst(all, (symbol) => {
    const body = bodies.get(symbol.body)!;
    return paramsOf(body, symbol.declaration.value).map((name) => body.params.get(name)!.symbol);
  });
  for (const symbol of order) checkParam(context, symbol);
}

export function checkBody(context: CheckContext, body: FlatBody, channels: readonly string[] | null): void {
  for (const member of body.symbol.declaration.members) checkMember(context, body, member, channels);
}

function checkMember(context: CheckContext, body: FlatBody, member: Member, channels: readonly string[] | null): void {
  const { symbol } = body;
  const { reporter } = context;
  switch (member.kind) {
    case "match":
      if (symbol.declaration.kind === "template") {
        reporter.error(symbol.file, member.span, "misplaced-setting", "match-in-template", { template: symbol.name });
      }
      for (const { value, span } of member.patterns) {
        if (value.length <= patternLimit) continue;
        reporter.error(symbol.file, span, "syntax-error", "long-pattern", { limit: patternLimit });
      }
      return;
    case "grace":
    case "cooldown": {
      const needs = { dimension: "duration", bound: "zero-or-more", role: `\`${member.kind}\`` } as const;
      checkConstant(context, context.scopeOf(symbol, member), member.value, needs);
      return;
    }
    case "notify":
      checkNotify(context, body, member, channels);
      return;
    case "set":
      checkSet(context, body, member);
      return;
    case "rule":
      checkRule(context, body, member);
      return;
    // The grammar lets only levels through; params are checked before all bodies, removals with inheritance.
    case "level":
    case "param":
    case "remove":
    case "broken":
      return;
  }
}

function checkNotify(
  { reporter }: CheckContext,
  body: FlatBody,
  member: NotifyMember,
  channels: readonly string[] | null,
): void {
  for (const { text, span } of channels === null ? [] : member.channels) {
    if (text === "" || channels!.includes(text)) continue;
    const parameters = { name: text, suggestion: nearest(text, channels!), known: channels!.join(", ") };
    const extras = meaning(body.symbol.file, span, parameters.suggestion);
    reporter.error(body.symbol.file, span, "unknown-channel", "unknown", parameters, extras);
  }
}

/** A `set` keeps the dimension of what it sets; of several in conflict, all of them. */
function checkSet(context: CheckContext, body: FlatBody, member: SetMember): void {
  const scope = context.scopeOf(body.symbol, member);
  const param = body.params.get(member.name.text);
  if (param !== undefined) context.resolved.set(member.name, param.symbol);
  const role = `\`${member.name.text}\``;
  const dimensions = new Set([...(param?.roots ?? [])].map((root) => paramDimension(context, root)));
  // After a clash it is not known which dimension is meant.
  const isClear = param !== undefined && (param.certain || param.roots.size > 1) && !dimensions.has("unknown");
  const [first = null, second] = isClear ? dimensions : [];
  const found = checkConstant(context, scope, member.value, {
    dimension: first === "unknown" ? null : first,
    role,
    zero: true,
  });
  if (found === "unknown" || second === undefined || second === "unknown") return;
  const owners = [...param!.roots].map((root) => `\`${root.body.name}\``).join(" and ");
  context.reporter.error(body.symbol.file, member.name.span, "unit-mismatch", "set-of-two", { role, owners });
}

/** A cancel that is final, or a pause that ends. */
function withoutUntil(
  { source }: File,
  rule: RuleMember,
  until: { readonly span: Span },
  action: Action,
): readonly Fix[] {
  const before = (rule.hold ?? rule.condition).span.end;
  const isBlank = source.text.slice(before, until.span.start).trim() === "";
  const span = isBlank ? { start: before, end: until.span.end } : until.span;
  return [replaceWith(source.path, span, "", "remove `until`"), replaceWith(source.path, action.span, "pause")];
}

function checkRule(context: CheckContext, body: FlatBody, rule: RuleMember): void {
  const { reporter } = context;
  const scope = context.scopeOf(body.symbol, rule);
  const own = body.rules.get(rule.name.text)?.symbol;
  if (own !== undefined && own.declaration === rule) context.resolved.set(rule.name, own);
  checkCondition(context, scope, rule.condition);
  const hold = { dimension: "duration", bound: "zero-or-more", role: "`for`" } as const;
  if (rule.hold !== null) checkConstant(context, scope, rule.hold, hold);
  if (rule.until !== null) {
    checkCondition(context, scope, rule.until.condition);
    if (rule.until.hold !== null) checkConstant(context, scope, rule.until.hold, hold);
    if (rule.action?.name === "cancel") {
      const fixes = withoutUntil(body.symbol.file, rule, rule.until, rule.action);
      const parameters = { rule: rule.name.text };
      reporter.error(body.symbol.file, rule.until.span, "misplaced-setting", "until-on-cancel", parameters, { fixes });
    }
  }
  for (const part of rule.message?.parts ?? []) {
    if (part.kind === "value") checkExpression(context, scope, part.value);
  }
}
