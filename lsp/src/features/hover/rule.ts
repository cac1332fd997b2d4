/** What hovers say of a rule: what it comes to here, where it comes from, and what others make of it. */

import { type Analysis, type FlatBody, type KnownValues, knownValues, type RuleSymbol, walk } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { code, documented, link, list, paragraphs, policyBlock } from "../markdown.ts";
import { actionOf, profilesWith, type RuleTexts, ruleLine, ruleTexts } from "../rule-text.ts";
import { inheritedRule } from "../spot.ts";

/** `body`: as which it is read; null where it is looked at by itself. */
export function ruleHover(view: PolicyView, rule: RuleSymbol, body: FlatBody | null, values: KnownValues): string {
  const { analysis } = view;
  const texts = ruleTexts(analysis, rule, values);
  return paragraphs(
    policyBlock(blockOf(rule, texts)),
    documented(rule.declaration.documentation),
    sentence(rule, texts),
    originOf(view, rule, body),
    list(changesOf(view, rule, body)),
    othersOf(analysis, rule, body, ruleLine(analysis, rule, values)),
  );
}

function blockOf(rule: RuleSymbol, { condition, until, message }: RuleTexts): string {
  const rest = [until === null ? null : `until ${until}`, message === null ? null : `message ${message}`];
  const lines = rest.filter((line) => line !== null).map((line) => `\n  ${line}`);
  return `rule ${rule.name}: ${actionOf(rule)} when ${condition}${lines.join("")}`;
}

const does: Readonly<Record<string, string>> = {
  warn: "Warns",
  throttle: "Throttles the macro",
  pause: "Pauses the macro",
  cancel: "Cancels the macro",
  "cancel all": "Cancels every running macro that a profile governs",
};

const undone: Readonly<Record<string, string>> = {
  warn: "reports that it is over",
  throttle: "gives it its priority back",
  pause: "lets it go on",
};

function sentence(rule: RuleSymbol, { condition, until }: RuleTexts): string | null {
  const action = actionOf(rule);
  const what = does[action];
  if (what === undefined) return null;
  const first = `${what} when ${code(condition)}`;
  const after = undone[action];
  return after === undefined
    ? `${first}.`
    : `${first}, and ${after} when ${until === null ? "that is false" : code(until)}.`;
}

function originOf(view: PolicyView, rule: RuleSymbol, body: FlatBody | null): string {
  const { analysis } = view;
  const inherited = rule.body === body?.symbol ? "Declared in" : "Inherited from";
  const { kind } = rule.body.declaration;
  const origin = `${inherited} ${kind} ${link(view, code(rule.body.name), rule.file.source.path, rule.declaration.name.span)}`;
  const owner = analysis.bodies.get(rule.body) ?? null;
  const base = rule.declaration.override ? inheritedRule(owner, rule.name) : null;
  if (base === null || owner === null) return `${origin}.`;
  const before = ruleLine(analysis, base, knownValues(analysis, owner));
  return `${origin}, in the place of ${placeOf(view, base)}: ${code(before)}`;
}

/** `relaxed.cpu_hot`, as a link. */
function placeOf(view: PolicyView, { name, body, file, declaration }: RuleSymbol): string {
  return link(view, code(`${body.name}.${name}`), file.source.path, declaration.name.span);
}

const mostShown = 8;
/** Of a rule that hundreds of profiles inherit, these are held against it. */
const mostCompared = 40;

/** How profiles that inherit it read it, where that is not as shown. */
function othersOf(analysis: Analysis, rule: RuleSymbol, body: FlatBody | null, shown: string): string | null {
  const others = profilesWith(analysis, rule).filter((each) => each !== body);
  if (others.length === 0) return null;
  const compared = readsParams(analysis, rule) ? others.slice(0, mostCompared) : [];
  const lines = compared.flatMap((other) => {
    const line = ruleLine(analysis, rule, knownValues(analysis, other));
    return line === shown ? [] : [`${code(other.symbol.name)}: ${code(line)}`];
  });
  const names = others.slice(0, mostShown).map((each) => code(each.symbol.name));
  const rest = others.length > mostShown ? ` and ${others.length - mostShown} more` : "";
  return paragraphs(`Read by ${names.join(", ")}${rest}.`, list(lines.slice(0, mostShown)));
}

/** Without params, every body reads a rule alike. */
function readsParams(analysis: Analysis, { declaration }: RuleSymbol): boolean {
  let found = false;
  walk(declaration, (node) => {
    if (node.kind === "reference" && analysis.resolved.get(node)?.kind === "param") found = true;
    return !found;
  });
  return found;
}

/** What override files say of it, for the profile at hand or, in a template, for all. */
function changesOf(view: PolicyView, rule: RuleSymbol, body: FlatBody | null): string[] {
  const { analysis } = view;
  return [...analysis.changes.values()].flatMap((change) => {
    const isHere = body?.symbol.declaration.kind !== "profile" || change.profile === body.symbol.name;
    if (!isHere || change.body?.rules.get(rule.name)?.symbol.declaration !== rule.declaration) return [];
    const action = change.actions.get(rule.name);
    const said = [
      ["enabled", change.disabled.has(rule.name) ? "turned off" : null],
      ["action", action === undefined ? null : `made a ${code(action.all ? "cancel all" : action.action)}`],
    ] as const;
    return said.flatMap(([key, what]) => {
      const claim = change.claims.get(`rules.${rule.name}.${key}`);
      if (what === null || claim === undefined) return [];
      const file = link(view, code(claim.file), claim.file, claim.span);
      return [`In ${code(change.profile)} it is ${what} by override file ${file}`];
    });
  });
}
