/** What stands above declarations: where they are used, what they override, who tests them. */

import {
  type Analysis,
  type BodyDeclaration,
  expectedRule,
  type FlatBody,
  type ParsedFile,
  type RuleMember,
  type RuleSymbol,
  remembered,
  type Span,
} from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";
import { bodyDeclaredBy, inheritedRule, ruleDeclaredBy } from "./spot.ts";
import { testItems } from "./tests/test-items.ts";
import { useAt, usesOf } from "./uses.ts";

export type LensKind = "tests" | "references" | "overrides" | "coverage";

/** Where one stands; what it says is worked out when it is looked at. */
export interface Lens {
  readonly kind: LensKind;
  /** Of the name that it is about. */
  readonly span: Span;
}

export interface LensAnswer {
  readonly title: string;
  /** What the title has no room for. */
  readonly tooltip?: string;
  readonly action:
    | { readonly kind: "run"; readonly id: string; readonly title: string }
    /** At once where there is one place alone. */
    | { readonly kind: "show"; readonly places: readonly Place[] }
    | null;
}

/** In the order of the text. */
export function codeLenses(
  view: PolicyView,
  path: string,
  kinds: Readonly<Record<LensKind, boolean>>,
): readonly Lens[] {
  const parsed = view.file(path);
  if (parsed === null) return [];
  return lensesOf(parsed).filter((lens) => kinds[lens.kind] && hasAnswer(view, path, lens));
}

/** A client has to show whatever it is given, and not every rule has to do with others. */
function hasAnswer(view: PolicyView, path: string, { kind, span }: Lens): boolean {
  if (kind === "tests" || kind === "references") return true;
  const found = ruleAt(view, path, span);
  if (found === null) return false;
  return kind === "overrides"
    ? overridesAnswer(view, found) !== null
    : readRules(view.analysis).has(found.rule.declaration);
}

/** Worked out once a file: the text alone says where they stand. */
const lensesOf = remembered(({ file }: ParsedFile): readonly Lens[] => {
  const found: Lens[] = [];
  const add = (span: Span, ...kinds: LensKind[]) => {
    if (span.end > span.start) found.push(...kinds.map((kind) => ({ kind, span })));
  };
  for (const declaration of file.declarations) {
    if (declaration.kind === "test") add(declaration.title.span, "tests");
    else if (declaration.kind === "assert") add(declaration.name.span, "tests");
    else add(declaration.name.span, "references");
    if (declaration.kind !== "template" && declaration.kind !== "profile") continue;
    for (const member of declaration.members) {
      if (member.kind === "param") add(member.name.span, "references");
      else if (member.kind === "rule") add(member.name.span, "overrides", "coverage");
    }
  }
  return found;
});

/** What a lens says now; null where there is nothing to say, or nothing stands there any more. */
export function lensAnswer(view: PolicyView, path: string, { kind, span }: Lens): LensAnswer | null {
  if (kind === "tests") return testAnswer(view, path, span);
  if (kind === "references") return referencesAnswer(view, path, span);
  const rule = ruleAt(view, path, span);
  if (rule === null) return null;
  return kind === "overrides" ? overridesAnswer(view, rule) : coverageAnswer(view, rule);
}

function testAnswer(view: PolicyView, path: string, { start }: Span): LensAnswer | null {
  const item = testItems(view, path).find(({ nameSpan }) => nameSpan.start === start);
  if (item === undefined) return null;
  const title = item.kind === "test" ? "Run test" : "Prove";
  return { title, action: { kind: "run", id: item.id, title: item.label } };
}

function referencesAnswer(view: PolicyView, path: string, { start }: Span): LensAnswer | null {
  const use = useAt(view, path, start);
  if (use === null) return null;
  const places = usesOf(view, use.subject).flatMap(({ access, place }) => (access === "declares" ? [] : [place]));
  return { title: places.length === 0 ? "no references" : counted(places.length, "reference"), action: show(places) };
}

function ruleAt(
  { analysis, file }: PolicyView,
  path: string,
  { start }: Span,
): { rule: RuleSymbol; body: FlatBody } | null {
  const parsed = file(path);
  const found = parsed === null ? undefined : rulesByPlace(parsed).get(start);
  const body = found === undefined ? null : bodyDeclaredBy(analysis, found.declaration);
  return body === null || found === undefined ? null : { rule: ruleDeclaredBy(body, found.member), body };
}

/** By where their names begin. */
const rulesByPlace = remembered(({ file }: ParsedFile) => {
  const found = new Map<number, { readonly declaration: BodyDeclaration; readonly member: RuleMember }>();
  for (const declaration of file.declarations) {
    if (declaration.kind !== "template" && declaration.kind !== "profile") continue;
    for (const member of declaration.members) {
      if (member.kind === "rule") found.set(member.name.span.start, { declaration, member });
    }
  }
  return found;
});

type RuleInBody = NonNullable<ReturnType<typeof ruleAt>>;

/** An override says what it takes the place of; another rule, who puts something in its place. */
function overridesAnswer(view: PolicyView, { rule, body }: RuleInBody): LensAnswer | null {
  if (rule.declaration.override) {
    const base = inheritedRule(body, rule.name);
    if (base === null) return null;
    return { title: `overrides ${base.body.name}.${base.name}`, action: show([nameOf(base)]) };
  }
  const places = replacements(view.analysis).get(rule.declaration) ?? [];
  if (places.length === 0) return null;
  return { title: `overridden in ${counted(places.length, "place")}`, action: show(places) };
}

/** The overrides and removals of each rule that is inherited. */
const replacements = remembered((analysis: Analysis): ReadonlyMap<RuleMember, readonly Place[]> => {
  const found = new Map<RuleMember, Place[]>();
  for (const body of analysis.bodies.values()) {
    for (const member of body.symbol.declaration.members) {
      const replaces = member.kind === "remove" || (member.kind === "rule" && member.override);
      const base = replaces ? inheritedRule(body, member.name.text) : null;
      if (base === null || !replaces) continue;
      const place = { file: body.symbol.file.source.path, span: member.name.span };
      add(found, base.declaration, place);
    }
  }
  return found;
});

function coverageAnswer({ analysis }: PolicyView, { rule }: RuleInBody): LensAnswer {
  const places = expectations(analysis).get(rule.declaration) ?? [];
  if (places.length > 0) return { title: `tested by ${counted(places.length, "expectation")}`, action: show(places) };
  if (analysis.policyProgram !== null) return { title: "not tested", action: null };
  return { title: "tests not counted", tooltip: "Tests of a set with errors cannot be counted", action: null };
}

/** The rules that some profile has: those of a template that nobody extends cannot be tested. */
const readRules = remembered((analysis: Analysis): ReadonlySet<RuleMember> => {
  const profiles = [...analysis.bodies.values()].filter(({ symbol }) => symbol.declaration.kind === "profile");
  return new Set(profiles.flatMap(({ rules }) => [...rules.values()].map(({ symbol }) => symbol.declaration)));
});

/** Where tests expect each rule to fire, the way that lint counts it; in a set with errors, where they name it. */
const expectations = remembered((analysis: Analysis): ReadonlyMap<RuleMember, readonly Place[]> => {
  const { names, bodies, policyProgram } = analysis;
  const profiles = new Map(policyProgram?.profiles.map((profile) => [profile.name, profile]));
  const found = new Map<RuleMember, Place[]>();
  names.tests.forEach(({ file, declaration }, index) => {
    const tested = declaration.steps.find((step) => step.kind === "profile-step");
    const symbol = tested === undefined ? undefined : names.bodies.get(tested.name.text);
    const body = symbol === undefined ? undefined : bodies.get(symbol);
    const test = policyProgram?.tests[index];
    const rules = profiles.get(test?.profile ?? "")?.rules ?? [];
    declaration.steps
      .filter((step) => step.kind === "expect")
      .forEach((step, order) => {
        const compiled = test?.expectations[order];
        const byName = step.negated ? null : (step.by?.text ?? null);
        const name = test === undefined || compiled === undefined ? byName : expectedRule(compiled, test, rules);
        const rule = name === null ? undefined : body?.rules.get(name)?.symbol.declaration;
        if (rule === undefined) return;
        const place = { file: file.source.path, span: step.span };
        add(found, rule, place);
      });
  });
  return found;
});

function add(found: Map<RuleMember, Place[]>, rule: RuleMember, place: Place): void {
  const places = found.get(rule);
  if (places === undefined) found.set(rule, [place]);
  else places.push(place);
}

function nameOf({ file, declaration }: RuleSymbol): Place {
  return { file: file.source.path, span: declaration.name.span };
}

function show(places: readonly Place[]): LensAnswer["action"] {
  return places.length === 0 ? null : { kind: "show", places };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
