/** What a lint rule is: code, category, level, a sentence, and a pure function from a policy set to findings. */

import type { Analysis } from "../analyze.ts";
import type { RuleSymbol } from "../check/symbols.ts";
import type { Fix, RelatedPlace } from "../diagnostics/diagnostic.ts";
import type { Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Prover } from "../prove/prover.ts";
import type { Replay } from "../prove/witness.ts";
import type { Source, Span } from "../syntax/source.ts";
import type { CategoryOf, LintCode } from "./codes.ts";

export type LintLevel = "error" | "warning" | "info" | "off";

export interface Finding {
  readonly file: string;
  readonly span: Span;
  /** What is wrong, then what would be right; one line, no final full stop. */
  readonly message: string;
  readonly related?: readonly RelatedPlace[];
  /** Certain repairs only: each leaves the set without errors and the finding gone. */
  readonly fixes?: readonly Fix[];
}

/** Null where whoever asks may pause, to go on later: rules that ask the prover about all of a set do so between two questions. */
export type Findings = Iterable<Finding | null>;

/** What the rules look at. Given only for sets without errors: `program` is whole. */
export interface LintSet {
  readonly analysis: Analysis;
  /** With override files applied. */
  readonly program: Program;
  /** As policy alone has it. */
  readonly policyProgram: Program;
  readonly overrides: readonly Source[];
  /** Every rule of every profile, with the declaration it comes from; null for those that override files make. */
  readonly uses: readonly RuleUse[];
  /** The same by declaration, each once, in the order of the files: what is found of a declaration is said there, once. */
  readonly rules: readonly DeclaredRule[];
  /** Of `program`. */
  readonly prover: Prover;
  /** For claims that samples have to show; whoever has no evaluator at hand shows none. */
  readonly replay: Replay;
  /** What the configuration says of sampling: "shorter than sampling" needs it. */
  readonly intervalMs: number;
  /** Metrics that this machine measures; null where nobody looked. */
  readonly available: ReadonlySet<string> | null;
  /** Channels that the configuration has; null where there is none at hand. */
  readonly channels: readonly string[] | null;
}

export interface RuleUse {
  readonly profile: ProgramProfile;
  readonly rule: ProgramRule;
  readonly symbol: RuleSymbol | null;
}

/** A rule as written, and the profiles that have it, by way of its body or of what extends that: in `LintSet.rules` one or more. */
export interface DeclaredRule {
  readonly symbol: RuleSymbol;
  readonly uses: readonly RuleUse[];
}

/** Each has a page of the same name beside it, whose examples are its tests: `test/lint-rules.test.ts` says how a page looks. */
export interface LintRule<Code extends LintCode = LintCode> {
  readonly code: Code;
  readonly category: CategoryOf<Code>;
  /** Where no configuration says otherwise. */
  readonly level: LintLevel;
  /** What it finds, in one line. */
  readonly summary: string;
  /** What its fix does, as an imperative: "remove it"; null where no repair is certain. */
  readonly fix: string | null;
  /** Where a repair is meant to change what rules do. All others keep every decision as it was, which a test tries. */
  readonly fixChangesMeaning?: true;
  check(set: LintSet): Findings;
}
