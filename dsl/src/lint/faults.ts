/**
 * Where what is wrong with a rule is said: once, at its declaration, when that is to blame; at the `set` of a param when only the
 * value given there makes it wrong.
 */

import { paramsBehind } from "../check/bounds.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";
import { remembered } from "../remembered.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { inProfiles } from "./lint-set.ts";
import { overriddenParam, type Place } from "./override-places.ts";
import type { DeclaredRule, Finding, Findings, LintSet, RuleUse } from "./rule.ts";
import { bodyOf, declaredView, type RuleView, viewsOf } from "./rule-views.ts";

export interface Fault extends Pick<Finding, "related" | "fixes"> {
  /** In the rule's file. */
  readonly at: Span;
  /** `where` names the profiles, and stands at the end of a clause; empty when it is all. */
  readonly message: (where: string) => string;
  /** What its values come from: a `set` of a param in here may be to blame. */
  readonly because: readonly Expression[];
}

interface Found {
  readonly view: RuleView;
  readonly fault: Fault;
}

/** Judges every rule as each profile reads it, and those that no profile has as their template does. */
export function* findFaults(set: LintSet, judge: (view: RuleView) => Iterable<Fault>): Findings {
  for (const declared of set.rules) {
    yield null;
    const found: Found[] = [];
    for (const view of viewsOf(set, declared)) for (const fault of judge(view)) found.push({ view, fault });
    if (found.length === 0) continue;
    const own = new Set([...judge(declaredView(set, declared))].map(({ at }) => keyOf(at)));
    for (const group of bySpan(found)) {
      if (own.has(keyOf(group[0]!.fault.at))) yield atDeclaration(declared, group);
      else yield* atSets(set, declared, group);
    }
  }
  for (const declared of unusedRules(set)) {
    const view = declaredView(set, declared);
    for (const fault of judge(view)) yield atDeclaration(declared, [{ view, fault }]);
  }
}

/** Rules of templates that no profile extends, or whose profiles all override them. */
const unusedRules = remembered(({ analysis, rules }: LintSet): readonly DeclaredRule[] => {
  const used = new Set(rules.map(({ symbol }) => symbol));
  return [...analysis.bodies.values()].flatMap((body) =>
    [...body.rules.values()].flatMap(({ symbol }) =>
      symbol.body === body.symbol && !used.has(symbol) ? [{ symbol, uses: [] }] : [],
    ),
  );
});

function keyOf({ start, end }: Span): string {
  return `${start} ${end}`;
}

function bySpan(found: readonly Found[]): Found[][] {
  const groups = new Map<string, Found[]>();
  for (const entry of found) {
    const key = keyOf(entry.fault.at);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

function atDeclaration(declared: DeclaredRule, group: readonly Found[]): Finding {
  const { fault } = group[0]!;
  const uses = group.flatMap(({ view }) => view.uses);
  return {
    file: declared.symbol.file.source.path,
    span: fault.at,
    message: fault.message(inProfiles(uses, declared)),
    related: fault.related ?? [],
    fixes: fault.fixes ?? [],
  };
}

function* atSets(set: LintSet, declared: DeclaredRule, group: readonly Found[]): Iterable<Finding> {
  const { file, declaration, name } = declared.symbol;
  const elsewhere: Found[] = [];
  const said = new Set<string>();
  for (const { view, fault } of group) {
    for (const use of view.uses) {
      const places = setsBehind(set, use, fault.because);
      if (places.length === 0) elsewhere.push({ view: { ...view, uses: [use] }, fault });
      for (const place of places) {
        const key = `${place.file} ${keyOf(place.span)}`;
        if (said.has(key)) continue;
        said.add(key);
        const at = { message: `rule \`${name}\` reads it here`, file: file.source.path, span: fault.at };
        const related = [at, ...(fault.related ?? [])];
        yield { ...place, message: `in rule \`${declaration.name.text}\`, ${fault.message("")}`, related };
      }
    }
  }
  if (elsewhere.length > 0) yield atDeclaration(declared, elsewhere);
}

/** The values that a derived body or an override file gives params behind these expressions. */
export function setsBehind(set: LintSet, { profile }: RuleUse, because: readonly Expression[]): Place[] {
  const body = bodyOf(set.analysis, profile.name);
  if (body === undefined) return [];
  const names = new Set(because.flatMap((value) => [...paramsBehind(body, { value })]));
  return [...names].flatMap((name) => {
    const overridden = overriddenParam(set, profile.name, name);
    if (overridden !== null) return [overridden];
    const { member, file, value } = body.params.get(name)!;
    return member.kind === "set" ? [{ file: file.source.path, span: value.span }] : [];
  });
}

/** Where a rule begins, as a related place. */
export function ruleAt({ symbol }: Pick<DeclaredRule, "symbol">, message: string): RelatedPlace {
  return { message, file: symbol.file.source.path, span: symbol.declaration.header };
}
