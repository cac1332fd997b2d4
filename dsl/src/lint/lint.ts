/** Runs the rules over a checked set: levels, ignores, each finding once. Pure; "today" is a parameter. */

import { compareBytes } from "../check/order.ts";
import type { Fix, RelatedPlace, Severity } from "../diagnostics/diagnostic.ts";
import type { Span } from "../syntax/source.ts";
import { applyIgnores } from "./apply-ignores.ts";
import { allLintCodes, type LintCategory, type LintCode } from "./codes.ts";
import { createLintSet, type LintSetInput } from "./lint-set.ts";
import type { Finding, LintLevel, LintRule } from "./rule.ts";
import { lintRules } from "./rules/index.ts";

export interface LintInput extends LintSetInput {
  /** Levels by code or category; those of codes count more. What is not here has its rule's own. */
  readonly levels?: LintLevels;
  /** Findings that are left out by the path of their file. */
  readonly pathIgnores?: readonly PathIgnore[];
  /** `2027-01-31`: what the ends of ignores are held against. */
  readonly today: string;
}

export type LintLevels = Readonly<Partial<Record<LintCode | LintCategory, LintLevel>>>;

export interface PathIgnore {
  matches(file: string): boolean;
  /** Codes and categories. */
  readonly codes: readonly (LintCode | LintCategory)[];
}

/** A finding as it is reported: of the shape of a diagnostic. */
export interface LintFinding {
  readonly code: LintCode;
  readonly category: LintCategory;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}

export interface LintReport {
  /** By file and position. */
  readonly findings: readonly LintFinding[];
  /** How many findings comments and paths have left out. */
  readonly ignored: number;
}

/** For a set with errors there are no findings: its errors come first. Never throws for what a policy says. */
export function lint(input: LintInput): LintReport {
  const steps = lintInSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of a few milliseconds, for whoever has other things to do in between. */
export function* lintInSteps(input: LintInput): Generator<undefined, LintReport> {
  const set = createLintSet(input);
  if (set === null) return { findings: [], ignored: 0 };
  const levels = input.levels ?? {};
  const run = allLintCodes.map((code) => lintRules[code]).filter((rule) => levelOf(rule, levels) !== "off");
  const all: LintFinding[] = [];
  for (const rule of run) {
    yield;
    for (const finding of rule.check(set)) {
      if (finding === null) yield;
      else all.push(reported(rule, finding, levels));
    }
  }
  const found = onceEach(all);
  const leftOut = (code: LintCode, file: string) => isLeftOut(input.pathIgnores ?? [], lintRules[code], file);
  const kept = found.filter(({ code, file }) => !leftOut(code, file));
  const applied = applyIgnores(kept, {
    files: set.analysis.files.map(({ file }) => file),
    today: input.today,
    // Of a rule that did not look, nobody knows whether it would have found something.
    hasRun: (code, file) => levelOf(lintRules[code], levels) !== "off" && !leftOut(code, file),
  });
  const about = applied.about
    .filter(({ code, finding }) => levelOf(lintRules[code], levels) !== "off" && !leftOut(code, finding.file))
    .map(({ code, finding }) => reported(lintRules[code], finding, levels));
  const findings = [...applied.findings, ...about].sort(compareFindings);
  return { findings, ignored: found.length - applied.findings.length };
}

/** The level of a rule: its code's in the configuration, else its category's, else its own. */
export function levelOf(rule: LintRule, levels: LintLevels): LintLevel {
  return levels[rule.code] ?? levels[rule.category] ?? rule.level;
}

function reported(rule: LintRule, finding: Finding, levels: LintLevels): LintFinding {
  const { code, category } = rule;
  const { file, span, message, related = [], fixes = [] } = finding;
  return { code, category, severity: levelOf(rule, levels) as Severity, message, file, span, related, fixes };
}

function isLeftOut(ignores: readonly PathIgnore[], { code, category }: LintRule, file: string): boolean {
  return ignores.some(({ codes, matches }) => (codes.includes(code) || codes.includes(category)) && matches(file));
}

/** Rules look at profiles; what they find in an inherited declaration may come once for each. In order. */
function onceEach(findings: readonly LintFinding[]): LintFinding[] {
  const sorted = findings.toSorted(compareFindings);
  return sorted.filter((finding, at) => at === 0 || compareFindings(sorted[at - 1]!, finding) !== 0);
}

function compareFindings(a: LintFinding, b: LintFinding): number {
  return (
    compareBytes(a.file, b.file) ||
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareBytes(a.code, b.code) ||
    compareBytes(a.message, b.message)
  );
}
