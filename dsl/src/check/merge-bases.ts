/** Merges what several bases bring, left to right, and finds where they disagree. */

import type { Member, RuleMember } from "../syntax/ast.ts";
import type { FlatBody, FlatParam, FlatRule, FlatSettings, Setting } from "./inheritance.ts";
import { sameConstant, sameRule } from "./same-meaning.ts";
import type { BodySymbol } from "./symbols.ts";
import type { Environment } from "./values.ts";

/** Two bases that bring different things of one name, until the body says which it is. */
export interface Conflict {
  readonly kind: "rule" | "param";
  readonly name: string;
  readonly bases: readonly [FlatBody, FlatBody];
}

export type MergedBases = Pick<FlatBody, "params" | "rules" | "removed" | "settings" | "notify"> & {
  readonly conflicts: readonly Conflict[];
};

/** `lets`: what they are worth. */
export function mergeBases(bases: readonly FlatBody[], lets: Environment): MergedBases {
  const conflicts: Conflict[] = [];
  const settings: FlatSettings = { level: null, grace: null, cooldown: null };
  const merged = new Set<BodySymbol>();
  for (const base of bases) {
    settings.level = mostDerived(settings.level, base.settings.level, merged);
    settings.grace = mostDerived(settings.grace, base.settings.grace, merged);
    settings.cooldown = mostDerived(settings.cooldown, base.settings.cooldown, merged);
    for (const symbol of base.lineage) merged.add(symbol);
  }
  return {
    params: mergeParams(bases, conflicts, lets),
    rules: mergeRules(bases, conflicts, lets),
    removed: mergeRemoved(bases),
    settings,
    notify: new Map(bases.flatMap((base) => [...base.notify])),
    conflicts,
  };
}

/** The later setting, unless it is of a body among those `merged` already: then it was replaced on the way. */
function mostDerived<S extends Setting<Member>>(
  earlier: S | null,
  later: S | null,
  merged: ReadonlySet<BodySymbol>,
): S | null {
  if (earlier === null || later === null) return later ?? earlier;
  return merged.has(later.body) ? earlier : later;
}

function mergeParams(bases: readonly FlatBody[], conflicts: Conflict[], lets: Environment): Map<string, FlatParam> {
  const params = new Map<string, FlatParam>();
  const from = new Map<string, FlatBody>();
  for (const base of bases) {
    for (const [name, param] of base.params) {
      const earlier = params.get(name);
      if (earlier === undefined) {
        params.set(name, param);
        from.set(name, base);
        continue;
      }
      const roots = new Set([...earlier.roots, ...param.roots]);
      const agree = sameParam(earlier, param, lets);
      if (!agree && earlier.certain && param.certain) {
        conflicts.push({ kind: "param", name, bases: [from.get(name)!, base] });
      }
      params.set(name, { ...earlier, roots, certain: agree && earlier.certain && param.certain });
    }
  }
  return params;
}

function sameParam(a: FlatParam, b: FlatParam, lets: Environment): boolean {
  if (a.member === b.member) return true;
  return !isDisjoint(a.roots, b.roots) && sameConstant(a.value, b.value, lets);
}

function mergeRules(bases: readonly FlatBody[], conflicts: Conflict[], lets: Environment): Map<string, FlatRule> {
  const rules = new Map<string, FlatRule>();
  const from = new Map<string, FlatBody>();
  for (const base of bases) {
    for (const [name, rule] of base.rules) {
      const earlier = rules.get(name);
      if (earlier === undefined) {
        rules.set(name, rule);
        from.set(name, base);
        continue;
      }
      const roots = new Set([...earlier.roots, ...rule.roots]);
      const agree = sameRules(earlier, rule, lets);
      if (!agree && earlier.certain && rule.certain) {
        conflicts.push({ kind: "rule", name, bases: [from.get(name)!, base] });
      }
      rules.set(name, { ...earlier, roots, certain: agree && earlier.certain && rule.certain });
    }
  }
  for (const [name, rule] of rules) {
    const remover = bases.find((base) => !isDisjoint(base.removed.get(name) ?? new Set(), rule.roots));
    if (remover === undefined || !rule.certain) continue;
    conflicts.push({ kind: "rule", name, bases: [from.get(name)!, remover] });
    rules.set(name, { ...rule, certain: false });
  }
  return rules;
}

function sameRules(a: FlatRule, b: FlatRule, lets: Environment): boolean {
  if (a.symbol === b.symbol) return true;
  return !isDisjoint(a.roots, b.roots) && sameRule(a.symbol.declaration, b.symbol.declaration, lets);
}

function mergeRemoved(bases: readonly FlatBody[]): Map<string, ReadonlySet<RuleMember>> {
  const removed = new Map<string, ReadonlySet<RuleMember>>();
  for (const base of bases) {
    for (const [name, roots] of base.removed) removed.set(name, new Set([...(removed.get(name) ?? []), ...roots]));
  }
  return removed;
}

function isDisjoint<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  for (const item of a) if (b.has(item)) return false;
  return true;
}
