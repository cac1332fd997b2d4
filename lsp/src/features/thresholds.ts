/** Where rules compare what is measured with a limit, in the order in which a running engine tells of them. */

import {
  type Analysis,
  type Binary,
  type Condition,
  type Expression,
  type File,
  type Program,
  type ProgramRule,
  type RuleSymbol,
  type Span,
  type Term,
  termText,
} from "@macro-engine/dsl";
import { conditionsIn } from "../../../engine/src/runtime/parts.ts";
import type { PolicyView } from "../workspace/policy-view.ts";

export interface RuleThresholds {
  readonly rule: string;
  readonly profiles: readonly string[];
  readonly header: Span;
  /** Of the rule, those left out below included. */
  readonly total: number;
  readonly comparisons: readonly Threshold[];
}

export interface Threshold {
  readonly index: number;
  readonly span: Span;
  /** What is measured, as an engine prints it; each way in which a profile has it. */
  readonly measured: readonly string[];
  /** The metric where it is compared as it is. */
  readonly metric: string | null;
}

type ByFile = ReadonlyMap<File, readonly RuleThresholds[]>;

const known = new WeakMap<Analysis, ByFile>();

/** Of the rules that are written in a file and that some profile has; rules of override files are nowhere written. */
export function thresholds(view: PolicyView, path: string): readonly RuleThresholds[] {
  const file = view.file(path)?.file;
  if (file === undefined) return [];
  const byFile = known.get(view.analysis) ?? thresholdsByFile(view.analysis);
  known.set(view.analysis, byFile);
  return byFile.get(file) ?? [];
}

function thresholdsByFile(analysis: Analysis): ByFile {
  const profilesOf = new Map<RuleSymbol, string[]>();
  for (const { symbol, rules } of analysis.bodies.values()) {
    if (symbol.declaration.kind !== "profile") continue;
    for (const { symbol: rule } of rules.values()) profilesOf.set(rule, [...(profilesOf.get(rule) ?? []), symbol.name]);
  }
  const byFile = new Map<File, RuleThresholds[]>();
  for (const [symbol, profiles] of profilesOf) {
    const inFile = byFile.get(symbol.file) ?? [];
    byFile.set(symbol.file, inFile);
    inFile.push(thresholdsOf(analysis, symbol, profiles));
  }
  return byFile;
}

function thresholdsOf(analysis: Analysis, symbol: RuleSymbol, profiles: readonly string[]): RuleThresholds {
  const { declaration, file, name } = symbol;
  const written: Binary[] = [];
  collectComparisons(declaration.condition, analysis, written);
  const compiled = compiledMeasured(analysis.program, name, profiles).filter(({ length }) => length === written.length);
  const comparisons = written.map((comparison, index): Threshold => {
    const side = measuredSide(comparison, analysis);
    const text = file.source.text.slice(side.span.start, side.span.end).replaceAll(/\s+/g, " ");
    const texts = compiled.map((measured) => measured[index]!);
    return {
      index,
      span: comparison.span,
      measured: texts.length === 0 ? [text] : [...new Set(texts)],
      metric: metricOf(side, analysis),
    };
  });
  return { rule: name, profiles, header: declaration.header, total: written.length, comparisons };
}

/** As `compileComparisons` of the runtime finds them, folded constants left out. */
function collectComparisons(expression: Expression, analysis: Analysis, found: Binary[]): void {
  switch (expression.kind) {
    case "group":
      collectComparisons(expression.inner, analysis, found);
      return;
    case "unary":
      if (expression.operator === "not") collectComparisons(expression.operand, analysis, found);
      return;
    case "binary": {
      const { operator, left, right } = expression;
      const types = [left, right].map((side) => analysis.types.get(side));
      if (operator === "and" || operator === "or" || types.some((type) => type?.dimension === "bool")) {
        collectComparisons(left, analysis, found);
        collectComparisons(right, analysis, found);
        return;
      }
      if (types.some((type) => type === undefined || type.dimension === "text")) return;
      if (!types.every((type) => type!.constant)) found.push(expression);
      return;
    }
    default:
      return;
  }
}

function measuredSide({ left, right }: Binary, { types }: Analysis): Expression {
  return types.get(left)?.constant === true ? right : left;
}

function metricOf(side: Expression, analysis: Analysis): string | null {
  if (side.kind === "group") return metricOf(side.inner, analysis);
  if (side.kind !== "reference") return null;
  return analysis.resolved.get(side)?.kind === "metric" ? side.name : null;
}

/** What the comparisons of a rule measure, as each of the profiles has compiled it; nothing while the set has errors. */
function compiledMeasured(program: Program | null, name: string, profiles: readonly string[]): string[][] {
  if (program === null) return [];
  return program.profiles
    .filter((profile) => profiles.includes(profile.name))
    .flatMap(({ rules }) => rules.filter((rule) => rule.name === name))
    .map((rule) => measuredTexts(rule, program));
}

function measuredTexts({ condition }: ProgramRule, program: Program): string[] {
  const found: string[] = [];
  const visit = (inner: Condition) => {
    if (inner.kind === "compare") {
      const measured = isConstant(inner.left) ? inner.right : inner.left;
      found.push(termText(measured, inner.dimension, program));
    }
    for (const part of conditionsIn(inner)) visit(part);
  };
  visit(condition);
  return found;
}

function isConstant(term: Term): boolean {
  return term.kind === "constant";
}
