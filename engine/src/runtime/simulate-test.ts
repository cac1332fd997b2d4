/** Runs a policy test: program and test in, verdicts and an explanation of each failure out (LANGUAGE, section 9). */

import type { Level, Program, ProgramTest, SampleValue } from "@macro-engine/dsl";
import { judge, type Verdict } from "./expectations.ts";
import { defaultStartWallMs, type SimulationEnd, simulate, type Trace } from "./simulate.ts";
import { collectExcerpt, type Excerpt, excerptPlan } from "./simulate-excerpt.ts";
import { probeProgram, type WindowCall, windowCalls } from "./simulate-probe.ts";
import { intervalOf, testFeed } from "./simulate-test-feed.ts";
import type { Decision, Evaluator, EvaluatorOptions } from "./types.ts";

export type EvaluatorFactory = (program: Program, options: EvaluatorOptions) => Evaluator;

export interface TestRun {
  readonly test: ProgramTest;
  readonly passed: boolean;
  /** All firings and clears, in order; times are ms since t = 0. */
  readonly decisions: readonly Decision[];
  readonly end: SimulationEnd;
  readonly intervalMs: number;
  readonly verdicts: readonly Verdict[];
  /** Of a failed test: the values around what each failed expectation is about, by position in `verdicts`. */
  readonly excerpts: readonly (Excerpt | null)[];
  /**
   * Windowed calls that were never known in the run: of a failed test all; of a passed one those of the rules that it
   * expects nothing of by name, since such a rule could not have acted.
   */
  readonly neverKnown: readonly WindowCall[];
}

interface Stage {
  readonly test: ProgramTest;
  readonly trace: Trace | null;
  readonly macro: string;
  readonly level: Level | null;
  readonly intervalMs: number;
  readonly startWallMs: number;
  readonly createEvaluator: EvaluatorFactory;
}

/** What the text, else the recording, says of the macro at its start. */
function givenText(test: ProgramTest, trace: Trace | null, metric: string): SampleValue | null {
  const step = test.steps.findLast((step) => step.metric === metric && step.kind === "assign" && step.atMs === 0);
  if (step?.kind === "assign") return step.value;
  const column = trace?.firstRow?.metrics.indexOf(metric) ?? -1;
  return column < 0 ? null : (trace?.firstRow?.values[column] ?? null);
}

const levels: readonly unknown[] = ["safe", "risky", "dangerous"] satisfies Level[];

function setStage(test: ProgramTest, trace: Trace | null, createEvaluator: EvaluatorFactory): Stage {
  const name = givenText(test, trace, "macro.name");
  const level = givenText(test, trace, "macro.level");
  return {
    test,
    trace,
    macro: typeof name === "string" ? name : test.profile,
    level: levels.includes(level) ? (level as Level) : null,
    intervalMs: intervalOf(test, trace),
    startWallMs: test.startMs ?? trace?.startWallMs ?? defaultStartWallMs,
    createEvaluator,
  };
}

function play(
  stage: Stage,
  program: Program,
  hooks: Pick<Parameters<typeof simulate>[0], "onDecision" | "onSnapshot">,
) {
  const evaluator = stage.createEvaluator(program, { intervalMs: stage.intervalMs, zone: "UTC" });
  const { macro, startWallMs, level } = stage;
  const options = { evaluator, macro, profile: stage.test.profile, startWallMs, ...hooks };
  return {
    evaluator,
    run: (feed = testFeed(stage.test, stage.trace)) => simulate(level === null ? options : { ...options, level }, feed),
  };
}

/** Rules of which the test expects by name that they do nothing. */
function unprovenRules({ expectations }: ProgramTest): readonly string[] {
  return expectations.flatMap(({ negated, by }) => (negated && by !== null ? [by] : []));
}

/** The windowed calls (of the named rules, or of all) that are missing at every snapshot up to the end of the run. */
async function findNeverKnown(
  stage: Stage,
  program: Program,
  endMs: number,
  names: readonly string[] | null,
): Promise<readonly WindowCall[]> {
  const profile = program.profiles.find(({ name }) => name === stage.test.profile);
  const all = profile === undefined ? [] : windowCalls(profile);
  const calls = all.filter(({ rule }) => names === null || names.includes(rule.name));
  if (profile === undefined || calls.length === 0) return [];
  const known = new Set<string>();
  const onDecision = (decision: Decision) => {
    if (decision.kind === "fire" && decision.time <= endMs) known.add(decision.rule);
  };
  await play(stage, probeProgram(program, profile, calls), { onDecision }).run();
  return calls.filter((_, index) => !known.has(String(index)));
}

/**
 * Runs a test of the program. `trace` is the opened recording that the test names. Failed tests are run again to collect
 * what explains them: runs are deterministic. Rejects with what reading the trace throws.
 */
export async function runTest(
  program: Program,
  test: ProgramTest,
  createEvaluator: EvaluatorFactory,
  trace: Trace | null = null,
): Promise<TestRun> {
  const stage = setStage(test, trace, createEvaluator);
  const decisions: Decision[] = [];
  const end = await play(stage, program, { onDecision: (decision) => decisions.push(decision) }).run();
  const verdicts = test.expectations.map((expectation) => judge(expectation, decisions));
  const passed = verdicts.every(({ met }) => met);
  const result = { test, passed, decisions, end, intervalMs: stage.intervalMs, verdicts };
  const neverKnown = await findNeverKnown(stage, program, end.lastMs ?? 0, passed ? unprovenRules(test) : null);
  if (passed) return { ...result, excerpts: verdicts.map(() => null), neverKnown };

  const profile = program.profiles.find(({ name }) => name === test.profile);
  const level = stage.level ?? profile?.level;
  const identity = { "macro.name": stage.macro, ...(level === undefined ? {} : { "macro.level": level }) };
  const excerpts: (Excerpt | null)[] = [];
  for (const verdict of verdicts) {
    const plan = verdict.met ? null : excerptPlan(verdict, profile?.rules ?? [], stage.intervalMs);
    if (plan === null) {
      excerpts.push(null);
      continue;
    }
    const collector = collectExcerpt(plan, identity);
    const { evaluator, run } = play(stage, program, {
      onDecision: () => {},
      onSnapshot: (row, id) => collector.snapshot(row, id === null ? [] : evaluator.inspect(id)),
    });
    await run(collector.watch(testFeed(test, trace)));
    excerpts.push(collector.excerpt());
  }
  return { ...result, excerpts, neverKnown };
}
