/** What else changes with a change for one rule. */

import type { BodySymbol, FlatBody, ProgramProfile, ProgramRule } from "@macro-engine/dsl";
import type { PolicyTexts } from "./policy-texts.ts";

export interface Effect {
  /** Other rules of the profile, and other profiles. */
  readonly rules: readonly string[];
  readonly profiles: readonly string[];
  /** Only profiles that extend this one change with it, and only rules that read what the rule reads. */
  readonly isContained: boolean;
}

/** Null where the rule itself stays as it is: an override file decides. */
export function effectOf(before: PolicyTexts, after: PolicyTexts, profile: string, rule: string): Effect | null {
  const changed = before.program.profiles.filter((one) => {
    const other = after.program.profiles.find(({ name }) => name === one.name);
    return other === undefined || meaningOf(one) !== meaningOf(other);
  });
  const own = changed.find(({ name }) => name === profile);
  const next = after.program.profiles.find(({ name }) => name === profile);
  if (own === undefined || next === undefined) return null;
  const rules = own.rules.filter(
    (one) => meaningOf(one) !== meaningOf(next.rules.find(({ name }) => name === one.name) ?? null),
  );
  const target = rules.find(({ name }) => name === rule);
  if (target === undefined) return null;
  const others = rules.filter((one) => one !== target);
  const profiles = changed.flatMap(({ name }) => (name === profile ? [] : [name]));
  const isHeir = (name: string) => [...(bodyOf(before, name)?.lineage ?? [])].some((symbol) => symbol.name === profile);
  return {
    rules: others.map(({ name }) => name),
    profiles,
    isContained:
      profiles.every(isHeir) && others.every((other) => other.reads.some((metric) => target.reads.includes(metric))),
  };
}

/** Where something stands does not matter, and a text that quotes a changed value alone is no change of what it does. */
function meaningOf(part: ProgramProfile | ProgramRule | null): string {
  return JSON.stringify(part, (key, value) => (key === "place" ? undefined : value));
}

export function bodyOf({ analysis }: PolicyTexts, profile: string): FlatBody | null {
  const isIt = ({ name, declaration }: BodySymbol) => name === profile && declaration.kind === "profile";
  return [...analysis.bodies.values()].find(({ symbol }) => isIt(symbol)) ?? null;
}
