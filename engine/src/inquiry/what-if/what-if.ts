/** What a rule would have done with another limit, over the samples that are on record. */

import { setImmediate } from "node:timers/promises";
import type { Program, ProgramRule } from "@macro-engine/dsl";
import type { WhatIfAnswer, WhatIfFiring } from "../../api/contract.ts";
import { longestWindowMs } from "../../backtest/windows.ts";
import { withLimit } from "../../backtest/with-limit.ts";
import type { Config } from "../../config/config.ts";
import { evaluatorSettings } from "../../evaluator-settings.ts";
import { metricsReadBy } from "../../runtime/metrics-read.ts";
import type { RecordReader } from "../../store/record-reader.ts";
import { dimensionsOf } from "../../traces/read-trace.ts";
import type { ReadPolicies } from "../policies.ts";
import { InquiryError, type ParamsOf } from "../questions.ts";
import { endOf, type Fired, firedIn } from "./judge-trial.ts";
import { createTrials, type JudgedTrial, type Trial } from "./trials.ts";

type Request = ParamsOf<"whatIf">;
export type WhatIf = (record: RecordReader, today: ReadPolicies, request: Request) => Promise<WhatIfAnswer>;

/** Of one answer, before and after each. */
const mostFirings = 2000;
/** Windows look back over a run's start, but nobody waits for what was measured a day before. */
const mostLeadMs = 3_600_000;

/**
 * Keeps what it has read for the limit after this one: the samples of the rule that is asked about, when it fires with the
 * limit in force, and when other rules would have ended the runs. So only the rule itself is judged anew.
 */
export function createWhatIf(config: Config): WhatIf {
  const trials = createTrials();
  return async (record, { program }, request) => {
    if (program === null)
      throw new InquiryError(409, "the policies on disk have errors; GET /api/v1/policies tells which");
    const asked = askedOf(program, request);
    const { governed, rule, others, before, after } = asked;
    const prepared = trials.of(record, request.sinceWall, {
      ...{ program, profile: request.profile, rule: request.rule },
      metrics: metricsReadBy(rule),
      leadMs: Math.min(longestWindowMs(governed), mostLeadMs),
      dimensionOf: dimensionsOf(program),
    });
    const settings = evaluatorSettings(config, governed);
    const answer = emptyAnswer();
    for (const trial of prepared) {
      answer.runs += 1;
      if (trial.ofAnother) answer.ofOtherProfiles += 1;
      if (!isJudged(trial)) {
        answer.blindMs += trial.recordedMs;
        continue;
      }
      answer.judgedMs += trial.course.lastMs;
      if (others.profiles[0]!.rules.length === 0) trial.endMs = Number.POSITIVE_INFINITY;
      else if (request.quick !== true) trial.endMs ??= await endOf(record, others, trial, settings, setImmediate);
      if (trial.endMs === null) answer.exact = false;
      trials.lend(record);
      trial.before ??= await firedIn(before, trial, request.rule, settings);
      take(answer.before, trial, trial.before);
      if (answer.after.length < mostFirings) {
        trials.lend(record);
        take(answer.after, trial, await firedIn(after, trial, request.rule, settings));
      }
    }
    return answer;
  };
}

interface Asked {
  /** The profile alone. */
  readonly governed: Program;
  readonly rule: ProgramRule;
  /** The profile with the other rules that cancel. */
  readonly others: Program;
  /** The profile with the rule alone, as it is in force and as it is tried. */
  readonly before: Program;
  readonly after: Program;
}

/** Throws an `InquiryError` where there is no such profile, rule or comparison. */
function askedOf(program: Program, request: Request): Asked {
  const profile = program.profiles.find(({ name }) => name === request.profile);
  const rule = profile?.rules.find(({ name }) => name === request.rule);
  if (profile === undefined) throw new InquiryError(404, `the policy set has no profile ${request.profile}`);
  if (rule === undefined) throw new InquiryError(404, `profile ${request.profile} has no rule ${request.rule}`);
  const only = (rules: readonly ProgramRule[]) => ({
    ...program,
    profiles: [{ ...profile, rules }],
    tests: [],
    assertions: [],
  });
  const before = only([rule]);
  const after = withLimit(before, request);
  if (after === null)
    throw new InquiryError(404, `${rule.threshold} has no comparison ${request.comparison}; they are counted from 0`);
  const others = only(profile.rules.filter((one) => one !== rule && one.action === "cancel"));
  return { governed: only(profile.rules), rule, others, before, after };
}

interface Gathered extends WhatIfAnswer {
  judgedMs: number;
  blindMs: number;
  runs: number;
  ofOtherProfiles: number;
  exact: boolean;
  readonly before: WhatIfFiring[];
  readonly after: WhatIfFiring[];
}

function emptyAnswer(): Gathered {
  return { judgedMs: 0, blindMs: 0, runs: 0, ofOtherProfiles: 0, exact: true, before: [], after: [] };
}

function isJudged(trial: Trial): trial is JudgedTrial {
  return trial.course !== null;
}

/** Those before the run's end, newest first. */
function take(firings: WhatIfFiring[], { endMs }: JudgedTrial, fired: readonly Fired[]): void {
  const until = endMs ?? Number.POSITIVE_INFINITY;
  for (const { timeMs, firing } of fired) {
    if (timeMs <= until && firings.length < mostFirings) firings.push(firing);
  }
}
