/** A comparison of two policy sets, for programs. */

import {
  actionNames,
  type Comparison,
  type Difference,
  type ProfileComparison,
  type Program,
  type ProgramRule,
  type RuleChange,
} from "@macro-engine/dsl";
import type { RunEnd, TraceReport } from "../compare/compare-traces.ts";
import { changeHead, gainedText, lostText, readsOf, ruleText } from "./change-texts.ts";
import { witnessJson } from "./witness-report.ts";

export function comparisonJson(comparison: Comparison, traces: TraceReport | null) {
  const { relation, profiles, declarations, program } = comparison;
  return {
    relation,
    profiles: profiles.map((profile) => profileJson(profile, program)),
    declarations,
    ...(traces === null ? {} : { traces: tracesJson(traces) }),
  };
}

function profileJson(profile: ProfileComparison, program: Program) {
  const { name, kind, instead, relation, answers, assumes, rules, settings, texts } = profile;
  const grade = (atLeast: number) => (atLeast > 3 ? "cancel all" : actionNames[atLeast]!);
  return {
    profile: name,
    kind,
    instead,
    relation,
    answers: answers.map((answer) => ({ atLeast: grade(answer.atLeast), relation: answer.relation })),
    assumes,
    rules: rules.map((change) => ruleJson(change, program)),
    settings,
    texts,
  };
}

function ruleJson(change: RuleChange, program: Program) {
  const { kind, before, after, relation, lost, gained, assumes, reason } = change;
  const show = (difference: Difference | null, text: typeof lostText) =>
    difference && {
      text: text(change, difference, program),
      rule: difference.answer.rule,
      witness: witnessJson(difference.witness, readsOf(change), program),
    };
  return {
    rule: changeHead({ ...change, kind: "changed" }),
    kind,
    relation,
    before: sideJson(before, program),
    after: sideJson(after, program),
    lost: show(lost, lostText),
    gained: show(gained, gainedText),
    assumes,
    reason,
  };
}

function sideJson(rule: ProgramRule | null, program: Program) {
  return rule && { name: rule.name, text: ruleText(rule, program), file: rule.place.file, line: rule.place.line };
}

function tracesJson({ runs, changed, unreadable }: TraceReport) {
  const end = ({ by, atMs, pauses, throttles, warnings }: RunEnd) => ({
    by,
    at: atMs === null ? null : atMs / 1000,
    pauses,
    throttles,
    warnings,
  });
  return {
    runs,
    changed: changed.map(({ trace, macro, profile, before, after }) => ({
      trace,
      macro,
      profile,
      before: end(before),
      after: end(after),
    })),
    unreadable,
  };
}
