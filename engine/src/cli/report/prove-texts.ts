/** The sentences of proofs, the same in every format. */

import {
  actionText,
  clockText,
  describeWitness,
  type Program,
  type ProgramRule,
  type RuleClaims,
  type Witness,
} from "@macro-engine/dsl";

/** `finding`: what makes the command fail. */
export type Standing = "fine" | "finding" | "remark" | "not-analysed";

/** What is known of a rule, the weightiest thing. */
export function standingOf({ fires, shadow, constancy }: RuleClaims): Standing {
  if (fires.kind === "never" || shadow?.effect === "ends") return "finding";
  if (fires.kind === "not-analysed") return "not-analysed";
  return shadow !== null || constancy === "always-true" || constancy === "true-unless-missing" ? "remark" : "fine";
}

export function ruleTexts(claims: RuleClaims, program: Program): readonly string[] {
  return [firingText(claims, program), ...constancyTexts(claims), ...shadowTexts(claims)];
}

function firingText({ rule, fires, constancy }: RuleClaims, program: Program): string {
  switch (fires.kind) {
    case "can":
      return `fires at ${describeWitness(fires.witness, rule.evidence.length > 0 ? rule.evidence : rule.reads, program)}`;
    case "never":
      return fires.because === "never-true"
        ? "can never fire: its condition is never true"
        : "can never fire: its condition is never true for long enough";
    case "not-analysed":
      return constancy === "never-true" ? "can never fire" : `not analysed: ${fires.reason}`;
  }
}

function constancyTexts({ constancy }: RuleClaims): string[] {
  if (constancy === "always-true") return ["its condition is always true"];
  return constancy === "true-unless-missing" ? ["its condition is true whenever what it reads is known"] : [];
}

function shadowTexts({ shadow }: RuleClaims): string[] {
  if (shadow === null) return [];
  const by = shadow.by.map((rule) => `\`${rule.name}\` (${actionText(rule)})`).join(" or ");
  const texts = {
    ends: `can never act: ${by} always cancels first`,
    "adds-nothing": `adds nothing: ${by} is in force whenever it is`,
    precedes: `never acts first: ${by} always has by then`,
  };
  return [texts[shadow.effect], ...shadow.assumes.map((assumption) => `as long as ${assumption}`)];
}

export function namesOf(rules: readonly ProgramRule[]): string {
  return rules.map(({ name }) => name).join(" or ");
}

/** What a table of samples has no column for: " macro.level = "safe" on fri 20:00 UTC". */
export function circumstances(witness: Witness, program: Program): string {
  const { macro, level } = witness;
  const named = [
    ...(macro === undefined ? [] : [`macro.name = ${JSON.stringify(macro)}`]),
    ...(level === undefined ? [] : [`macro.level = ${JSON.stringify(level)}`]),
  ];
  return `${named.length === 0 ? "" : ` ${named.join(", ")}`}${clockText(witness, program)}`;
}
