/** What was proved of a policy set, for programs. */

import {
  actionText,
  type CheckedClaim,
  claimText,
  type Program,
  type ProgramRule,
  type ProvedProfile,
  type RuleClaims,
} from "@macro-engine/dsl";
import { witnessJson } from "./witness-report.ts";

/** `sentence`: it stands on the command line, and has no place. */
export function proofsJson(
  claims: readonly CheckedClaim[],
  profiles: readonly ProvedProfile[],
  program: Program,
  sentence: boolean,
) {
  return {
    assertions: claims.map((checked) => claimJson(checked, program, sentence)),
    profiles: profiles.map(({ profile, rules }) => ({
      profile: profile.name,
      rules: rules.map((rule) => ruleJson(rule, program)),
    })),
  };
}

function claimJson(checked: CheckedClaim, program: Program, sentence: boolean) {
  const { assertion, claim, profile, verdict } = checked;
  return {
    assertion: sentence ? null : assertion.name,
    profile: profile.name,
    claim: claimText(checked.profile, checked.claim),
    verdict: verdict.kind,
    by: verdict.kind === "holds" ? verdict.by.map(({ name }) => name) : [],
    assumes: verdict.kind === "holds" ? verdict.assumes : [],
    reason: verdict.kind === "not-analysed" ? verdict.reason : null,
    witness: verdict.kind === "fails" ? witnessJson(verdict.witness, claim.evidence, program) : null,
    file: sentence ? null : claim.place.file,
    line: sentence ? null : claim.place.line,
  };
}

function ruleJson({ rule, fires, constancy, shadow }: RuleClaims, program: Program) {
  const { name, threshold, place, evidence } = rule;
  return {
    rule: name,
    action: actionText(rule),
    threshold,
    fires: fires.kind,
    because: fires.kind === "never" ? fires.because : null,
    reason: fires.kind === "not-analysed" ? fires.reason : null,
    witness: fires.kind === "can" ? witnessJson(fires.witness, evidence, program) : null,
    condition: constancy,
    shadow: shadow && { by: shadow.by.map(nameOf), effect: shadow.effect, assumes: shadow.assumes },
    file: place.file,
    line: place.line,
  };
}

function nameOf({ name }: ProgramRule): string {
  return name;
}
