/** What changes in behaviour from one policy set to another, profile by profile; each claim proved, or shown by a replay. */

import { governingProfile } from "../program/match.ts";
import type { Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import { compareMatches } from "./compare-matches.ts";
import { type AnswerChange, compareAllRules, profileRelation, type RulesComparison } from "./compare-profiles.ts";
import { meaningOf, type Profiles, type RuleChange } from "./compare-rules.ts";
import { compareSettings, type SettingChange } from "./compare-settings.ts";
import { compareGovernance, type Governance } from "./governance.ts";
import { holdAlike } from "./instants.ts";
import { type Joined, joinPrograms, scheduleMeaning } from "./join.ts";
import { combined, type Relation } from "./relation.ts";
import type { ProofRoom } from "./room.ts";

export interface ProfileComparison {
  readonly name: string;
  readonly kind: "added" | "removed" | "changed" | "same";
  /** What governs a macro of that name on the side that has no such profile; null: nothing does. */
  readonly instead: string | null;
  readonly relation: Relation;
  readonly answers: readonly AnswerChange[];
  /** What must hold of the samples for `relation`, as sentences; mostly empty. */
  readonly assumes: readonly string[];
  readonly rules: readonly RuleChange[];
  readonly settings: readonly SettingChange[];
  /** What people read and the engine does not: "description", "message of `cpu_hot`". */
  readonly texts: readonly string[];
}

export interface Comparison {
  readonly relation: Relation;
  readonly profiles: readonly ProfileComparison[];
  /** Schedules and metrics of one name that mean something else; what follows for rules is told there. */
  readonly declarations: readonly string[];
  /** With the metrics and schedules of both: what conditions of either are about. */
  readonly program: Program;
}

/** `roomOf` makes the prover for a program that has the metrics and schedules of both. */
export function comparePrograms(before: Program, after: Program, roomOf: (program: Program) => ProofRoom): Comparison {
  const joined = joinPrograms(before, after);
  const room = roomOf(joined.after);
  const compareRules = onceEach((profiles: Profiles) => compareAllRules(room, profiles));
  const names = [...new Set([...joined.after.profiles, ...joined.before.profiles].map(({ name }) => name))];
  const sides = { ...joined, governance: compareGovernance(before, after) };
  const profiles = names.map((name) => compareNamed(compareRules, sides, name));
  return {
    relation: combined(profiles.map(({ relation }) => relation)),
    profiles,
    declarations: compareDeclarations(before, after, joined.clashes),
    program: joined.after,
  };
}

type CompareRules = (profiles: Profiles) => RulesComparison;

/** Many profiles have the same rules, from a template; `macro.name` and `macro.level` in them are of the profile. */
function onceEach(compare: CompareRules): CompareRules {
  const known = new Map<string, RulesComparison>();
  return (profiles) => {
    const rules = [profiles.before.rules, profiles.after.rules];
    const isOfProfile = rules.flat().some(({ reads }) => reads.includes("macro.name") || reads.includes("macro.level"));
    const outlines = rules.map((list) => list.map((rule) => [rule.name, rule.threshold, meaningOf(rule)]));
    const key = JSON.stringify([isOfProfile ? profiles.after.name : null, outlines]);
    const found = known.get(key) ?? compare(profiles);
    known.set(key, found);
    return found;
  };
}

interface Sides extends Joined {
  readonly governance: Governance;
}

function compareNamed(compareRules: CompareRules, sides: Sides, name: string): ProfileComparison {
  const of = (program: Program) => program.profiles.find((profile) => profile.name === name) ?? null;
  const [was, is] = [of(sides.before), of(sides.after)];
  if (was !== null && is !== null) return compareTwo(compareRules, sides, was, is);
  const kind = was === null ? "added" : "removed";
  const other = governingProfile(was === null ? sides.before : sides.after, { macro: name });
  const alone = { name, kind, answers: [], assumes: [], rules: [], texts: [] } as const;
  // Where there is no such profile its patterns match for nobody.
  const [before, after] = [was ?? unmatched(other ?? is!), is ?? unmatched(other ?? was!)];
  if (other === null) {
    const settings = settingsOf(sides, before, after);
    const relation = profileRelation(kind === "added" ? "stricter" : "laxer", settings);
    return { ...alone, instead: null, settings, relation };
  }
  const { rules, settings, relation, answers, assumes } = compareTwo(compareRules, sides, before, after);
  return { ...alone, instead: other.name, rules, settings, answers, assumes, relation };
}

function unmatched(profile: ProgramProfile): ProgramProfile {
  return { ...profile, patterns: [] };
}

function settingsOf(sides: Sides, before: ProgramProfile, after: ProgramProfile): readonly SettingChange[] {
  const [was, is] = [
    { program: sides.before, profile: before },
    { program: sides.after, profile: after },
  ];
  const changes = [...compareSettings(before, after), ...compareMatches(was, is, sides.governance)];
  return changes.filter(({ relation }) => relation !== "equivalent");
}

function compareTwo(
  compareRules: CompareRules,
  sides: Sides,
  before: ProgramProfile,
  after: ProgramProfile,
): ProfileComparison {
  const rules = comparable(sides, before, after)
    ? compareRules({ before, after })
    : notComparable(sides, before, after);
  const settings = settingsOf(sides, before, after);
  const relation = profileRelation(rules.relation, settings);
  const texts = compareTexts(before, after, rules.rules);
  const isSame = relation === "equivalent" && texts.length === 0 && rules.rules.length === 0;
  return { name: after.name, kind: isSame ? "same" : "changed", instead: null, ...rules, settings, relation, texts };
}

/** A metric that is declared anew, or a level that rules read and that is another now, is another thing on each side. */
function comparable(sides: Sides, before: ProgramProfile, after: ProgramProfile): boolean {
  return otherThings(sides, before, after).length === 0;
}

function otherThings({ clashes }: Sides, before: ProgramProfile, after: ProgramProfile): readonly string[] {
  const reads = new Set([...before.rules, ...after.rules].flatMap((rule) => rule.reads));
  const declared = [...clashes].filter((metric) => reads.has(metric));
  return before.level !== after.level && reads.has("macro.level") ? [...declared, "macro.level"] : declared;
}

function notComparable(sides: Sides, before: ProgramProfile, after: ProgramProfile): RulesComparison {
  const things = otherThings(sides, before, after);
  const rules = after.rules.flatMap((rule): RuleChange[] => {
    const metric = rule.reads.find((name) => things.includes(name));
    if (metric === undefined) return [];
    const reason = `\`${metric}\` is not the same before and after`;
    const was = before.rules.find(({ name }) => name === rule.name) ?? null;
    const kind = was === null ? "added" : "changed";
    return [
      { kind, before: was, after: rule, relation: "not-analysed", lost: null, gained: null, assumes: [], reason },
    ];
  });
  return { relation: "not-analysed", answers: [], assumes: [], rules };
}

function compareTexts(before: ProgramProfile, after: ProgramProfile, changes: readonly RuleChange[]): string[] {
  const texts = before.description === after.description ? [] : ["description"];
  for (const rule of after.rules) {
    const renamed = changes.find((change) => change.after === rule)?.before ?? null;
    const was = renamed ?? before.rules.find(({ name }) => name === rule.name);
    if (was !== undefined && wording(was) !== wording(rule)) texts.push(`message of \`${rule.name}\``);
  }
  return texts;
}

/** A message but for the values of params in it: those follow from what is told already. */
function wording({ message }: ProgramRule): string {
  return JSON.stringify(message, (_, value) => (value?.kind === "constant" ? null : value));
}

function compareDeclarations(before: Program, after: Program, clashes: ReadonlySet<string>): string[] {
  const schedules = after.schedules.flatMap((schedule) => {
    const was = before.schedules.find(({ name }) => name === schedule.name);
    const differs =
      was !== undefined && scheduleMeaning(was) !== scheduleMeaning(schedule) && !holdAlike(was, schedule);
    return differs ? [`schedule \`${schedule.name}\` is true at other times`] : [];
  });
  return [...schedules, ...[...clashes].map((metric) => `metric \`${metric}\` is declared otherwise`)];
}

export type { AnswerChange, RuleChange, SettingChange };
