/** A suggestion as a command makes it: found, tried again from the beginning, and written as a patch. */

import type { CheckedClaim, Program, ProgramTest } from "@macro-engine/dsl";
import { type Backtest, type BacktestOptions, backtest } from "../../backtest/backtest.ts";
import { allowed, meets, type Rate } from "../../backtest/rate.ts";
import { effectsOf, type RuleEffect } from "../../backtest/suggest/effects.ts";
import { type PolicyTexts, readTexts } from "../../backtest/suggest/policy-texts.ts";
import { type Counted, type ProfileSuggestion, type SuggestOptions, suggest } from "../../backtest/suggest/suggest.ts";
import type { Config } from "../../config.ts";
import type { LoadedPolicies } from "../../load-policies.ts";
import { textDiff } from "../report/text-diff.ts";
import { brokenClaims } from "./broken-claims.ts";
import { failingTests } from "./failing-tests.ts";

export interface Suggestion {
  readonly rate: Rate;
  /** As it was asked for. */
  readonly asked: string;
  readonly profiles: readonly TriedSuggestion[];
  /** Tests of the policies that would fail with it. */
  readonly failing: readonly ProgramTest[];
  /** Claims of their assertions that it would break. */
  readonly broken: readonly CheckedClaim[];
  /** With the changes. */
  readonly program: Program;
  /** A unified diff of the policy files; empty without changes. */
  readonly patch: (color: boolean) => string;
}

/** With what came of it when all recordings were judged anew. */
export interface TriedSuggestion extends ProfileSuggestion {
  readonly after: Counted;
  readonly effects: readonly RuleEffect[];
}

export interface AskedFor {
  readonly text: string;
  readonly rate: Rate;
  readonly rule: SuggestOptions["rule"];
}

export async function suggestion(
  asked: AskedFor,
  found: Backtest,
  loaded: LoadedPolicies,
  options: BacktestOptions,
  { config, cwd }: { readonly config: Config; readonly cwd: string },
): Promise<Suggestion> {
  const { rate, rule } = asked;
  const around = { overrides: loaded.set.overrides, overridesMode: config.overrides.mode };
  // They have compiled a moment ago.
  const texts = readTexts(loaded.set.files, around)!;
  const { zone, stalenessMs } = options;
  const judging = { ...(zone === undefined ? {} : { zone }), ...(stalenessMs === undefined ? {} : { stalenessMs }) };
  const suggested = await suggest({ texts, recordings: options.recordings, found, rate, rule, judging });
  const isChanged = suggested.profiles.some(({ changes }) => changes.length > 0);
  const after = isChanged ? await backtest({ ...options, program: suggested.texts.program }) : found;
  const changed = new Set(
    suggested.profiles.flatMap(({ profile, changes }) =>
      changes.flatMap(({ alsoProfiles }) => [profile, ...alsoProfiles]),
    ),
  );
  return {
    rate,
    asked: asked.text,
    failing: await failingTests(texts, suggested.texts, changed, loaded, cwd),
    broken: brokenClaims(texts.program, suggested.texts.program, changed, config),
    program: suggested.texts.program,
    profiles: suggested.profiles.map((profile) => tried(profile, rate, found, after)),
    patch: (color) => patchOf(texts, suggested.texts, loaded.set.marked, color),
  };
}

function tried(profile: ProfileSuggestion, rate: Rate, found: Backtest, again: Backtest): TriedSuggestion {
  const resultIn = (some: Backtest) => some.profiles.find((one) => one.profile.name === profile.profile)!;
  const result = resultIn(again);
  const counts = result.rules.filter(({ rule }) => profile.rules.includes(rule.name));
  const fired = counts.reduce((sum, rule) => sum + rule.fired, 0);
  const frequency = { fired, runs: result.runs, observedMs: result.observedMs };
  const after = { ...frequency, allowed: allowed(rate, frequency) };
  const effects = effectsOf(resultIn(found), result);
  // Nothing is proposed that does not hold when it is tried.
  const outcome = meets(rate, frequency) ? profile.outcome : "cannot be met";
  return { ...profile, outcome, after, effects };
}

function patchOf(before: PolicyTexts, after: PolicyTexts, marked: ReadonlySet<string>, color: boolean): string {
  return after.analysis.files
    .map(({ file: { source } }) => {
      const old = before.analysis.files.find(({ file }) => file.source.path === source.path)!;
      return textDiff({ before: old.file.source, after: source }, marked, color);
    })
    .join("");
}
