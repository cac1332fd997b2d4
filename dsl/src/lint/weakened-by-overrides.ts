/** Override files that protect less than the policy they change. */

import type { ProgramProfile } from "../program/program.ts";
import { compareSettings } from "../prove/compare-settings.ts";
import { ruleAt, setsBehind } from "./faults.ts";
import { lostRules, lostText } from "./laxer.ts";
import { overridePlace, type Place } from "./override-places.ts";
import { profilePlace } from "./profile-places.ts";
import type { Finding, LintSet } from "./rule.ts";
import { bodyOf, expressionsOf } from "./rule-views.ts";

export function* weakenedByOverrides(set: LintSet): Iterable<Finding> {
  if (set.overrides.length === 0) return;
  for (const before of set.policyProgram.profiles) {
    const after = set.program.profiles.find(({ name }) => name === before.name);
    if (after === undefined || JSON.stringify(after) === JSON.stringify(before)) continue;
    yield* rulesOf(set, before, after);
    yield* settingsOf(set, before, after);
  }
}

function* rulesOf(set: LintSet, before: ProgramProfile, after: ProgramProfile): Iterable<Finding> {
  const declared = bodyOf(set.analysis, before.name)?.rules;
  for (const found of lostRules(set, before, after)) {
    const { name } = found.rule;
    const symbol = declared?.get(name)?.symbol;
    yield {
      ...placeOfRule(set, after, name),
      message: `with this, rule \`${name}\` of \`${before.name}\` protects less than the policy has it: ${lostText(found, set.program)} by the policy and not any more; tighten it, or change the policy`,
      related: symbol === undefined ? [] : [ruleAt({ symbol }, `\`${name}\` of the policy`)],
    };
  }
}

/** What an override file says of the rule, or of a param that it reads; else of the profile. */
function placeOfRule(set: LintSet, profile: ProgramProfile, name: string): Place {
  const said = overridePlace(set, ["profiles", profile.name, "rules", name]);
  if (said !== null) return said;
  const symbol = bodyOf(set.analysis, profile.name)?.rules.get(name)?.symbol;
  const use = symbol === undefined ? null : { profile, rule: profile.rules[0]!, symbol };
  const files = new Set(set.overrides.map(({ path }) => path));
  const sets = use === null ? [] : setsBehind(set, use, expressionsOf(use.symbol.declaration));
  return sets.find(({ file }) => files.has(file)) ?? placeOfProfile(set, profile);
}

/** Files of the earlier system have the name at the top. */
function placeOfProfile(set: LintSet, profile: ProgramProfile): Place {
  return (
    overridePlace(set, ["profiles", profile.name]) ?? overridePlace(set, [profile.name]) ?? profilePlace(set, profile)
  );
}

function* settingsOf(set: LintSet, before: ProgramProfile, after: ProgramProfile): Iterable<Finding> {
  const changes = compareSettings(before, after);
  for (const { setting, relation, before: was, after: is, note } of changes) {
    if (relation !== "laxer") continue;
    const place = overridePlace(set, ["profiles", after.name, setting]) ?? placeOfProfile(set, after);
    const change = was === null || is === null ? `this \`${setting}\`` : `\`${setting}: ${is}\``;
    yield {
      ...place,
      message: `${change} is laxer than ${was === null ? "what" : `\`${was}\`, which`} the policy has for \`${after.name}\`: ${note}; tighten it, or change the policy`,
    };
  }
}
