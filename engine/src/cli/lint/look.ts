/** Looks at a policy set: its errors, or where it has none, what the lint rules find. */

import {
  type Analysis,
  analyze,
  type Diagnostic,
  type LintInput,
  lint,
  type OverridesMode,
  type ParsedFile,
  parse,
  type Source,
} from "@macro-engine/dsl";
import { createReplay } from "../../runtime/replay-witness.ts";
import { languageProblem, type Problem } from "./problem.ts";
import { proverOf } from "./prover-of.ts";

export interface LookOptions extends Pick<LintInput, "intervalMs" | "available" | "levels" | "pathIgnores" | "today"> {
  readonly overridesMode: OverridesMode;
  /** Null: no configuration is at hand. */
  readonly channels: readonly string[] | null;
  /** As the engine would have them. */
  readonly evaluation: Parameters<typeof proverOf>[1];
  /** False: the language's errors alone, as where the configuration is broken. */
  readonly withFindings: boolean;
}

export interface Looked {
  readonly problems: readonly Problem[];
  readonly ignored: number;
  readonly parsed: ReadonlyMap<string, ParsedFile>;
}

export interface Files {
  readonly policies: readonly Source[];
  readonly overrides: readonly Source[];
}

/** Looks again and again while fixes are made: what has not changed is not parsed anew. */
export function createLook(options: LookOptions): (files: Files) => Looked {
  const known = new WeakMap<Source, ParsedFile>();
  const parseOnce = (source: Source): ParsedFile => {
    const parsed = known.get(source) ?? parse(source);
    known.set(source, parsed);
    return parsed;
  };
  return ({ policies, overrides }) => {
    const { channels, overridesMode } = options;
    const proving = { ...options.evaluation, replay: createReplay(options.evaluation) };
    const analysis = analyze({ files: policies.map(parseOnce), overrides, overridesMode, channels, proving });
    const { findings, ignored } = options.withFindings ? findingsIn(analysis, overrides, options) : nothing;
    return {
      problems: [...analysis.diagnostics.map(languageProblem), ...findings],
      ignored,
      parsed: new Map(analysis.files.map((parsed) => [parsed.file.source.path, parsed])),
    };
  };
}

const nothing = { findings: [], ignored: 0 };

function findingsIn(analysis: Analysis, overrides: readonly Source[], options: LookOptions) {
  const { evaluation } = options;
  const replay = createReplay(evaluation);
  return lint({ ...options, analysis, overrides, prover: (program) => proverOf(program, evaluation), replay });
}

export function errorsIn(problems: readonly Pick<Diagnostic, "severity">[]): number {
  return problems.filter(({ severity }) => severity === "error").length;
}
