/** Gathers what the rules look at. */

import type { Analysis } from "../analyze.ts";
import { compareBytes } from "../check/order.ts";
import type { RuleSymbol } from "../check/symbols.ts";
import type { Program } from "../program/program.ts";
import type { Prover } from "../prove/prover.ts";
import type { Replay } from "../prove/witness.ts";
import type { Source } from "../syntax/source.ts";
import type { DeclaredRule, LintSet, RuleUse } from "./rule.ts";

export interface LintSetInput {
  readonly analysis: Analysis;
  /** The override files that the analysis was given. */
  readonly overrides?: readonly Source[];
  /** Makes what answers questions about the program's conditions. */
  readonly prover: (program: Program) => Prover;
  /** Plays samples through the evaluator; absent: what only samples can show is not found. */
  readonly replay?: Replay;
  /** Time between two snapshots; default 1 s. */
  readonly intervalMs?: number;
  /** Metrics that this machine measures; null or absent: nobody looked. */
  readonly available?: ReadonlySet<string> | null;
  /** Channels that the configuration has; null or absent: there is none at hand. */
  readonly channels?: readonly string[] | null;
}

/** Null for a set with errors: of what a broken set seems to say nothing is told. */
export function createLintSet(input: LintSetInput): LintSet | null {
  const { analysis } = input;
  const { program, policyProgram } = analysis;
  if (program === null || policyProgram === null) return null;
  const uses = usesOf(analysis, program);
  return {
    analysis,
    program,
    policyProgram,
    overrides: input.overrides ?? [],
    uses,
    rules: byDeclaration(uses),
    prover: input.prover(program),
    replay: input.replay ?? (() => []),
    intervalMs: input.intervalMs ?? 1000,
    available: input.available ?? null,
    channels: input.channels ?? null,
  };
}

function usesOf({ names, bodies }: Analysis, program: Program): RuleUse[] {
  return program.profiles.flatMap((profile) => {
    const symbol = names.bodies.get(profile.name);
    const rules = symbol === undefined ? undefined : bodies.get(symbol)?.rules;
    return profile.rules.map((rule): RuleUse => {
      const declared = rules?.get(rule.name)?.symbol;
      // An override file may put a rule of its own in the place of the policy's.
      const isOfPolicy = declared !== undefined && declared.file.source.path === rule.place.file;
      return { profile, rule, symbol: isOfPolicy ? declared : null };
    });
  });
}

function byDeclaration(uses: readonly RuleUse[]): DeclaredRule[] {
  const found = new Map<RuleSymbol, RuleUse[]>();
  for (const use of uses) {
    if (use.symbol === null) continue;
    const list = found.get(use.symbol);
    if (list === undefined) found.set(use.symbol, [use]);
    else list.push(use);
  }
  return [...found].map(([symbol, list]) => ({ symbol, uses: list })).sort((a, b) => compareRules(a.symbol, b.symbol));
}

function compareRules(a: RuleSymbol, b: RuleSymbol): number {
  return compareBytes(a.file.source.path, b.file.source.path) || a.declaration.span.start - b.declaration.span.start;
}

/**
 * Where a finding about a declared rule holds: " in heal", " in heal and craft", " in heal, craft and 3 more profiles"; nothing
 * where it holds in every profile that has the rule. To stand at the end of a clause.
 */
export function inProfiles(concerned: readonly RuleUse[], rule: DeclaredRule): string {
  if (concerned.length >= rule.uses.length) return "";
  const names = concerned.map(({ profile }) => `\`${profile.name}\``);
  if (names.length > 3) return ` in ${names.slice(0, 2).join(", ")} and ${names.length - 2} more profiles`;
  const last = names.pop() ?? "";
  return names.length === 0 ? ` in ${last}` : ` in ${names.join(", ")} and ${last}`;
}
