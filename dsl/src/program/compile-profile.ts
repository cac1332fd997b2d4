/** Profiles as the program has them: inheritance flattened, params final. */

import type { CheckedSet } from "../check/checked-set.ts";
import { paramDimension } from "../check/constants.ts";
import type { FlatBody } from "../check/inheritance.ts";
import { bodyEnvironment } from "../check/values.ts";
import type { Action, ActionName, Declaration, File, Member, NotifyMember } from "../syntax/ast.ts";
import { positionAt } from "../syntax/source.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import { type ConditionContext, constantValue } from "./compile-condition.ts";
import { compileRule } from "./compile-rule.ts";
import { defaultGraceMs, defaultLevel, isLevel } from "./levels.ts";
import type { NotifiedAction, Place, ProgramPattern, ProgramProfile } from "./program.ts";

/** `replaced`: values that an override file sets, by param. */
export function compileProfile(
  set: CheckedSet,
  body: FlatBody,
  replaced: ReadonlyMap<string, number> = new Map(),
): ProgramProfile {
  const { symbol, settings } = body;
  const { environment, params } = bodyEnvironment(set.context, set.lets, body, replaced);
  const context = conditionContext(set, environment);
  const level = settings.level?.member.level.text ?? defaultLevel;
  return {
    name: symbol.name,
    description: symbol.declaration.documentation,
    level: isLevel(level) ? level : defaultLevel,
    graceMs: settings.grace === null ? defaultGraceMs : constantValue(context, settings.grace.member.value),
    cooldownMs: settings.cooldown === null ? 0 : constantValue(context, settings.cooldown.member.value),
    patterns: symbol.declaration.members.flatMap(patternsOf),
    notify: notifyOf([...body.notify.keys()]),
    params: [...body.params.values()].map((param) => ({
      name: param.symbol.name,
      value: params.get(param.symbol.name)!,
      dimension: paramDimension(set.context, param.symbol) as NumericDimension,
    })),
    rules: [...body.rules.values()].map((rule) => compileRule(context, body, rule.symbol, replaced)),
    place: placeIn(symbol.file, symbol.declaration.header.start),
  };
}

/** What conditions in some environment are compiled with. */
export function conditionContext(set: CheckedSet, environment: ConditionContext["environment"]): ConditionContext {
  const { types, resolved, names } = set.context;
  const order = [...names.schedules.keys()];
  return { types, resolved, environment, scheduleIndex: (name) => order.indexOf(name) };
}

/** Where a declaration stands, to be compared. */
export function placeText({ source }: File, { span }: Declaration): string {
  const { line, column } = positionAt(source, span.start);
  return `${line}:${column}`;
}

export function placeIn(file: File, offset: number): Place {
  return { file: file.source.path, ...positionAt(file.source, offset) };
}

function patternsOf(member: Member): ProgramPattern[] {
  if (member.kind !== "match") return [];
  return member.patterns.map((pattern) => ({ target: member.target, glob: pattern.value }));
}

/** Clauses add up: one entry a channel. */
function notifyOf(members: readonly NotifyMember[]): ProgramProfile["notify"] {
  const byChannel = new Map<string, Set<NotifiedAction>>();
  for (const member of members) {
    for (const channel of member.channels) {
      const actions = byChannel.get(channel.text) ?? new Set();
      byChannel.set(channel.text, actions);
      for (const action of member.actions) actions.add(notifiedAction(action));
    }
  }
  return [...byChannel].map(([channel, actions]) => ({ channel, actions: [...actions] }));
}

function notifiedAction(action: Action): ActionName | "cancel all" {
  return action.all ? "cancel all" : action.name;
}
