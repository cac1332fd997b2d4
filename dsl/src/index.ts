/** The public surface of the language. */

export { type Analysis, type AnalysisInput, type Analyzer, analyze, createAnalyzer } from "./analyze.ts";
export { signatureOf } from "./check/calls.ts";
export type { ExpressionType, KnownDimension } from "./check/context.ts";
export { convertsTo } from "./check/dimensions.ts";
export type { FlatBody, FlatParam, FlatRule } from "./check/inheritance.ts";
export { type KnownValues, knownValues, letValues, writtenValues } from "./check/known-values.ts";
export type { Names } from "./check/names.ts";
export type * from "./check/symbols.ts";
export { typeOfText } from "./check/type-of-text.ts";
export { exportedRulesFormat } from "./convert/exported-file.ts";
export { type ImportedOriginals, type ImportedProfile, importOriginals } from "./convert/import-original.ts";
export { type ImportedRules, importRules, type RulesImport, rulesIn } from "./convert/import-rules.ts";
export { type ImportProblem, type JsonPlace, placesIn, placeText } from "./convert/json-place.ts";
export {
  applyFixes,
  compatibleFixes,
  type Fixable,
  type Fixed,
  fixAll,
  isMendable,
} from "./diagnostics/apply-fixes.ts";
export { type DiagnosticCode, diagnosticCodes, isDiagnosticCode } from "./diagnostics/catalogue.ts";
export { codeSummaries } from "./diagnostics/code-summaries.ts";
export type * from "./diagnostics/diagnostic.ts";
export { nearest } from "./diagnostics/nearest.ts";
export { type RenderOptions, renderDiagnostic, renderFrame } from "./diagnostics/render.ts";
export { unreadableFile } from "./diagnostics/report.ts";
export { defaultWidth, type FormatOptions, format } from "./format/format.ts";
export { type FormatEditsOptions, formatEdits, type TextEdit } from "./format/format-edits.ts";
export {
  allLintCodes,
  isLintCode,
  type LintCategory,
  type LintCode,
  lintCategories,
} from "./lint/codes.ts";
export { ignoreCommentOf } from "./lint/ignore-comment.ts";
export { isIgnorable } from "./lint/ignores.ts";
export {
  type LintFinding,
  type LintInput,
  type LintLevels,
  type LintReport,
  levelOf,
  lint,
  lintInSteps,
  type PathIgnore,
} from "./lint/lint.ts";
export { withoutStatement } from "./lint/removals.ts";
export type { Finding, LintLevel, LintRule } from "./lint/rule.ts";
export { lintRules } from "./lint/rules/index.ts";
export { snakeCase } from "./lint/snake-case.ts";
export { statementAt } from "./lint/statements.ts";
export type { OverridesMode } from "./overrides/apply.ts";
export type { ProfileChange } from "./overrides/change.ts";
export { expectedRule } from "./program/expected-rules.ts";
export { matchesGlob } from "./program/glob.ts";
export { actionNames, actionText, harshnessOf } from "./program/harshness.ts";
export { parseInstant } from "./program/instant.ts";
export { textWithValues } from "./program/known-texts.ts";
export { defaultGraceMs, defaultLevel, isLevel, levels } from "./program/levels.ts";
export { governingProfile, type MatchSubject, matchPattern } from "./program/match.ts";
export { mirrored, opposite } from "./program/operators.ts";
export { conditionText, exactQuantity, formatQuantity, termText } from "./program/print.ts";
export type * from "./program/program.ts";
export { programVersion } from "./program/program.ts";
export { quoteMessage } from "./program/quote-message.ts";
export { quoteText } from "./program/quote-text.ts";
export { perSecond } from "./program/term-dimension.ts";
export { offsetClock } from "./program/zone-offset.ts";
export { type CheckedClaim, type ClaimVerdict, checkAssertions, checkClaim, claimText } from "./prove/assertions.ts";
export { type Comparison, comparePrograms, type ProfileComparison } from "./prove/compare.ts";
export type { AnswerChange } from "./prove/compare-profiles.ts";
export type { Difference, RuleChange } from "./prove/compare-rules.ts";
export type { SettingChange } from "./prove/compare-settings.ts";
export { createProver, type ProverOptions } from "./prove/create-prover.ts";
export { clockText, describeWitness, sampleText } from "./prove/describe-witness.ts";
export type { Possibility, Prover, Truth, Wanted } from "./prove/prover.ts";
export type { Relation } from "./prove/relation.ts";
export type { ProofRoom } from "./prove/room.ts";
export { type ProvedProfile, proveProfiles, proveRules, type RuleClaims } from "./prove/rules.ts";
export type * from "./prove/witness.ts";
export { remembered } from "./remembered.ts";
export type * from "./syntax/ast.ts";
export {
  type CodeCursor,
  type CommentCursor,
  type Cursor,
  cursorAt,
  type Expected,
  policyTokens,
  type StringCursor,
  type TokenAt,
} from "./syntax/cursor.ts";
export { type LexicalKind, type LexicalToken, lexicalTokenAt, lexicalTokens } from "./syntax/lexical-tokens.ts";
export { type ParsedFile, parse } from "./syntax/parse.ts";
export { parseAgain } from "./syntax/parse-again.ts";
export { lineStarts, type Position, positionAt, positionIn, type Source, type Span } from "./syntax/source.ts";
export { keywords } from "./syntax/tokens.ts";
export { childrenOf, type Node, nodesAt, walk } from "./syntax/walk.ts";
export { defaultForecastWindowMs, type FunctionInfo, type FunctionName, functions } from "./vocabulary/functions.ts";
export {
  builtInMetric,
  builtInMetrics,
  customMetric,
  defaultStalenessMs,
  type Metric,
  type MetricScope,
  type WorseDirection,
} from "./vocabulary/metrics.ts";
export { typicalLimit, typicalQuantity } from "./vocabulary/typical-limits.ts";
export { type Dimension, dimensions, inBaseUnits, type NumericDimension } from "./vocabulary/units.ts";
export { type WordInfo, wordInfo } from "./vocabulary/words.ts";
