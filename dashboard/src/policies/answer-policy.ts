/** The language's answer to the page: colors, diagnostics, lint findings, and what limits are measured in. */

import {
  type Analysis,
  type Analyzer,
  builtInMetric,
  type Condition,
  createProver,
  type Diagnostic,
  dimensions,
  functions,
  isDiagnosticCode,
  type LintFinding,
  type LintLevels,
  lexicalTokens,
  lint,
  type ParsedFile,
  type Program,
  positionAt,
} from "@macro-engine/dsl";
import { conditionsIn } from "../../../engine/src/runtime/parts.ts";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";
import type { ComparisonKind, PolicyAnswer, PolicyFinding, PolicyQuestion, Word, WordKind } from "./policy-question.ts";

export function answerPolicy(analyzer: Analyzer, question: PolicyQuestion): PolicyAnswer {
  const analysis = analyzer.analyze({ files: question.files, channels: question.channels });
  const shown = analysis.files.find(({ file }) => file.source.path === question.path);
  const { diagnostics } = analysis;
  const findings = [...diagnostics.map((found) => told(found, analysis, false)), ...linted(analysis, question)];
  return {
    id: question.id,
    words: shown === undefined ? [] : wordsOf(shown, analysis),
    findings,
    comparisons: analysis.program === null ? {} : comparisonsOf(analysis.program),
  };
}

function linted(analysis: Analysis, { lint: levels, channels, today }: PolicyQuestion): PolicyFinding[] {
  const replay = createReplay();
  const { findings } = lint({
    analysis,
    prover: (program) => createProver({ program, replay }),
    replay,
    levels: levels as LintLevels,
    channels,
    today,
  });
  return findings.map((found) => told(found, analysis, true));
}

function told(found: Diagnostic | LintFinding, { files }: Analysis, isLint: boolean): PolicyFinding {
  const { code, severity, message, file, span, fixes } = found;
  const source = files.find((parsed) => parsed.file.source.path === file)?.file.source;
  const { line, column } = source === undefined ? { line: 1, column: 1 } : positionAt(source, span.start);
  return {
    severity,
    code,
    message,
    isLint: isLint || !isDiagnosticCode(code),
    path: file,
    ...{ start: span.start, end: span.end, line, column },
    fixes: fixes.map(({ title }) => title),
  };
}

// --- Colors -------------------------------------------------------------------------------------------------------

function wordsOf({ file }: ParsedFile, { names }: Analysis): readonly Word[] {
  const kindOfName = (text: string): WordKind | null => {
    if (names.metrics.has(text)) return "metric";
    if (functionNames.has(text)) return "function";
    const { bodies, lets, schedules, params } = names;
    return [bodies, lets, schedules, params].some((known) => known.has(text)) ? "declared" : null;
  };
  let before = "";
  const words: Word[] = file.comments.map(({ span, documentation }) => ({
    ...span,
    kind: documentation ? "doc" : "comment",
  }));
  for (const { kind, text, span } of lexicalTokens(file.source)) {
    const isDeclaredHere = kind === "name" && declaring.has(before);
    before = text;
    const color = isDeclaredHere
      ? "declared"
      : kind === "name" || kind === "word" || kind === "target"
        ? kindOfName(text)
        : colors[kind];
    const plain = color ?? (kind === "word" || kind === "target" ? "keyword" : null);
    if (plain !== null && span.end > span.start) words.push({ ...span, kind: plain });
  }
  return words.sort((a, b) => a.start - b.start);
}

/** `missing` is a word of the language, and is called as a function. */
const functionNames: ReadonlySet<string> = new Set([...functions.map(({ name }) => name), "missing"]);
/** After these a name is declared, or meant. */
const declaring: ReadonlySet<string> = new Set(["rule", "profile", "template", "assert", "remove", "by"]);

const colors: Readonly<Record<string, WordKind | null>> = {
  keyword: "keyword",
  action: "action",
  day: "declared",
  quantity: "quantity",
  time: "quantity",
  string: "string",
  operator: "operator",
  punctuation: null,
};

// --- What limits are measured in ------------------------------------------------------------------------------------

function comparisonsOf({ profiles }: Program): Record<string, readonly ComparisonKind[]> {
  return Object.fromEntries(
    profiles.flatMap(({ name, rules }) =>
      rules.map((rule) => [`${name}/${rule.name}`, comparisonsIn(rule.condition)] as const),
    ),
  );
}

/** In the order in which the runtime shows them. */
function comparisonsIn(condition: Condition): ComparisonKind[] {
  const inner = conditionsIn(condition).flatMap(comparisonsIn);
  if (condition.kind !== "compare") return inner;
  const { units, range } = dimensions[condition.dimension];
  const metrics = [condition.left, condition.right].flatMap((term) => ("metric" in term ? [term.metric] : []));
  const most = metrics.map((metric) => builtInMetric(metric)?.range[1] ?? null).find((each) => each !== null);
  return [{ dimension: condition.dimension, most: most ?? range[1], units }, ...inner];
}
