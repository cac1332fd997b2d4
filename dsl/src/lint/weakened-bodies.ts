/**
 * Bodies that protect less than their bases. A template is there to be adapted: its params are not in question, nor its first
 * steps, only that what it cancels stays cancelled. A profile that another is made from governs macros itself: nothing of it
 * may get lost.
 */

import type { FlatBody } from "../check/inheritance.ts";
import type { RuleSymbol } from "../check/symbols.ts";
import { defaultGraceMs, defaultLevel } from "../program/levels.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { compareSettings } from "../prove/compare-settings.ts";
import type { RemoveMember, RuleMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { ruleAt, setsBehind } from "./faults.ts";
import { cancelledOnlyBy, type LostRule, lostRules, lostText } from "./laxer.ts";
import type { Finding, LintSet } from "./rule.ts";
import { expressionsOf, rulesAsReadBy } from "./rule-views.ts";

export function* weakenedBodies(set: LintSet): Iterable<Finding> {
  for (const body of set.analysis.bodies.values()) {
    for (const member of body.symbol.declaration.members) {
      if (member.kind === "remove" || (member.kind === "rule" && member.override)) yield* ofMember(set, body, member);
    }
    for (const base of body.bases) {
      const { declaration } = base.symbol;
      if (declaration.kind === "profile") yield* ofProfile(set, body, base);
    }
  }
}

// --- One rule that is overridden or removed -----------------------------------------------------------------------

function* ofMember(set: LintSet, body: FlatBody, member: RuleMember | RemoveMember): Iterable<Finding> {
  const name = member.name.text;
  // Bases may bring different rules of one name, which the body settles.
  const bases = new Map(body.bases.flatMap((base) => [[base.rules.get(name)?.symbol, base] as const]).reverse());
  for (const [was, base] of bases) {
    if (was !== undefined) yield* ofRule(set, body, member, base, was);
  }
}

function* ofRule(
  set: LintSet,
  body: FlatBody,
  member: RuleMember | RemoveMember,
  base: FlatBody,
  was: RuleSymbol,
): Iterable<Finding> {
  const { name } = was;
  const found = lostBy(set, body, base, was);
  if (found === null) return;
  const how = member.kind === "remove" ? `without rule \`${name}\`` : `with rule \`${name}\` as it is here`;
  yield {
    file: body.symbol.file.source.path,
    span: member.kind === "remove" ? member.span : member.header,
    message: `${how}, \`${body.symbol.name}\` protects less than \`${base.symbol.name}\`: ${lostText(found, set.program)} there and not here; ${member.kind === "remove" ? "keep it" : "make it no laxer"}`,
    related: [ruleAt({ symbol: was }, `\`${name}\` of \`${base.symbol.name}\``)],
  };
}

/** What the body does not answer any more of what the base's rule did; null where nothing was shown. */
function lostBy(set: LintSet, body: FlatBody, base: FlatBody, was: RuleSymbol): LostRule | null {
  const symbols = [...body.rules.values()].map(({ symbol }) => symbol);
  const after = rulesAsReadBy(set.analysis, body, symbols);
  const [before] = rulesAsReadBy(set.analysis, body, [was]) as [ProgramRule];
  const profile = asProfile(body, after);
  if (before.action === "cancel") {
    const witness = cancelledOnlyBy(set, { profile, rule: before }, after);
    return witness === null ? null : { rule: before, witness, answer: before };
  }
  if (base.symbol.declaration.kind === "template") return null;
  const kept = after.filter(({ name }) => name !== before.name);
  const [found] = lostRules(set, { ...profile, rules: [...kept, before] }, profile);
  return found ?? null;
}

/** For the replay alone: a template governs nothing. */
function asProfile({ symbol }: FlatBody, rules: readonly ProgramRule[]): ProgramProfile {
  return {
    name: symbol.name,
    description: "",
    level: defaultLevel,
    graceMs: defaultGraceMs,
    cooldownMs: 0,
    patterns: [],
    notify: [],
    params: [],
    rules,
    place: { file: symbol.file.source.path, line: 1, column: 1 },
  };
}

// --- A profile made from a profile --------------------------------------------------------------------------------

function* ofProfile(set: LintSet, body: FlatBody, base: FlatBody): Iterable<Finding> {
  const profileOf = ({ symbol }: FlatBody) => set.policyProgram.profiles.find(({ name }) => name === symbol.name);
  const [before, after] = [profileOf(base), profileOf(body)];
  if (before === undefined || after === undefined) return;
  const { members } = body.symbol.declaration;
  const settled = new Set(
    members.flatMap((member) => (member.kind === "rule" || member.kind === "remove" ? [member.name.text] : [])),
  );
  for (const found of lostRules(set, before, after)) {
    if (settled.has(found.rule.name)) continue;
    const symbol = base.rules.get(found.rule.name)?.symbol;
    if (symbol === undefined) continue;
    const wrong = `here rule \`${symbol.name}\` protects less than in \`${before.name}\`: ${lostText(found, set.program)} there and not here`;
    const related = [ruleAt({ symbol }, `\`${symbol.name}\` is here`)];
    for (const span of ownSets(set, after, body, symbol)) {
      yield { file: body.symbol.file.source.path, span, message: `${wrong}; make it no laxer`, related };
    }
  }
  yield* settingsOf(body, before, after);
}

/** The values that the body itself gives what the rule reads; its header where it is laxer for another reason. */
function ownSets(set: LintSet, profile: ProgramProfile, body: FlatBody, symbol: RuleSymbol): Span[] {
  const { members, header } = body.symbol.declaration;
  const use = { profile, rule: profile.rules[0]!, symbol };
  const places = setsBehind(set, use, expressionsOf(symbol.declaration));
  const own = members.flatMap((member) => (member.kind === "set" ? [member.value.span] : []));
  const found = own.filter((span) =>
    places.some((place) => place.file === body.symbol.file.source.path && place.span.start === span.start),
  );
  return found.length > 0 ? found : [header];
}

function* settingsOf(body: FlatBody, before: ProgramProfile, after: ProgramProfile): Iterable<Finding> {
  const changes = compareSettings(before, after);
  for (const { setting, relation, before: was, after: is, note } of changes) {
    // Who is told adds up.
    if (relation !== "laxer" || setting === "notify") continue;
    const member = body.symbol.declaration.members.find(({ kind }) => kind === setting);
    if (member === undefined) continue;
    yield {
      file: body.symbol.file.source.path,
      span: member.span,
      message: `\`${setting} ${is}\` is laxer than \`${was}\` of \`${before.name}\`: ${note}; leave it as it is there`,
    };
  }
}
