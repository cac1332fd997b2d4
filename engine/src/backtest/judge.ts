/** Judges one recording under many profiles at once: one evaluator, a run of the macro for each. */

import type { Condition, Program, Term } from "@macro-engine/dsl";
import { createEvaluator, type ImmediateEvaluator } from "../runtime/evaluator.ts";
import { conditionsIn, termsIn, termsInTerm } from "../runtime/parts.ts";
import { defaultStartWallMs, runningMetric, type SampleRow, type Trace } from "../runtime/simulate.ts";
import type { Decision, EvaluatorOptions } from "../runtime/types.ts";
import { createFeeder, type Feeder } from "./feeder.ts";
import { type Contender, createContender } from "./subject.ts";

/** A recording, as a source of samples. Times are ms since its first snapshot under judgement; earlier rows are history. */
export interface Recording extends Pick<Trace, "startWallMs" | "intervalMs" | "rows"> {
  /** When the macro started: before its first snapshot, or within a moment of it. Default 0. */
  readonly macroStartMs?: number;
  /** By metric that is reported for the system or by a macro: from when on it is the macro's own. */
  readonly ownFromMs?: Readonly<Record<string, number>>;
}

/** A macro under a profile. */
export interface Subject {
  readonly profile: string;
  readonly macro: string;
  /** Starts it again at the first snapshot after its cooldown; null: the first cancel ends it. */
  readonly restartAfterMs: number | null;
}

/** Hears what becomes of each subject, in order of time. */
export interface Listener {
  started(subject: number, timeMs: number): void;
  /** Valid until it returns. */
  decided(subject: number, decision: Decision): void;
  ended(subject: number, timeMs: number, how: "cancelled" | "recording ended"): void;
  /** Every row of the recording, before it is judged. */
  row?(row: SampleRow): void;
}

export type JudgeOptions = Pick<EvaluatorOptions, "zone" | "stalenessMs">;

/** What a judgement saw: the snapshots and the time of the last one; null when there was none. */
export interface Judged {
  readonly snapshots: number;
  readonly lastMs: number | null;
}

/** Rejects with what the recording throws where it cannot be read. */
export async function judge(
  program: Program,
  recording: Recording,
  subjects: readonly Subject[],
  listener: Listener,
  options: JudgeOptions = {},
): Promise<Judged> {
  const panels = panelsOf(program, recording, subjects, listener, options);
  const startWallMs = recording.startWallMs ?? defaultStartWallMs;
  let snapshots = 0;
  let lastMs: number | null = null;
  const take = (row: SampleRow, snapshot: boolean): void => {
    listener.row?.(row);
    for (const panel of panels) panel.take(row, snapshot, startWallMs);
    if (!snapshot || row.timeMs < 0) return;
    snapshots += 1;
    lastMs = row.timeMs;
  };
  // Of rows with one time only the last is a snapshot.
  let held: SampleRow | null = null;
  for await (const chunk of recording.rows()) {
    for (const row of chunk) {
      if (held !== null) take(held, row.timeMs > held.timeMs);
      held = row;
    }
  }
  if (held !== null) take(held, true);
  for (const panel of panels) panel.end(lastMs ?? 0);
  return { snapshots, lastMs };
}

/** Subjects that share an evaluator. */
interface Panel {
  take(row: SampleRow, snapshot: boolean, startWallMs: number): void;
  end(timeMs: number): void;
}

function panelsOf(
  program: Program,
  recording: Recording,
  subjects: readonly Subject[],
  listener: Listener,
  options: JudgeOptions,
): Panel[] {
  const judged = withoutCancelAll(program);
  const own = { intervalMs: recording.intervalMs ?? 1000, ...options };
  const contenders = subjects.map((subject, index) =>
    createContender(subject, index, recording.macroStartMs ?? 0, listener),
  );
  const shared = looksBackOnRunning(program) ? contenders.map((one) => [one]) : [contenders];
  return shared.map((some) => {
    const evaluator = createEvaluator(judged, own);
    return createPanel(evaluator, some, createFeeder(evaluator, recording.ownFromMs ?? {}));
  });
}

function createPanel(evaluator: ImmediateEvaluator, contenders: readonly Contender[], feeder: Feeder): Panel {
  const byRun = new Map<string, Contender>();
  const countsMacros = evaluator.program.metrics.some(({ name }) => name === runningMetric);
  const measuresRunning = (row: SampleRow) => row.metrics.includes(runningMetric);
  return {
    take(row, snapshot, startWallMs) {
      const { timeMs } = row;
      if (snapshot && timeMs >= 0) for (const contender of contenders) contender.startIfDue(evaluator, timeMs, byRun);
      feeder.feed(row, contenders);
      // A macro is alone in a recording: who runs sees one, and nobody else looks.
      if (countsMacros && snapshot && !measuresRunning(row)) {
        const running = contenders.length > 1 || contenders[0]?.run != null;
        evaluator.sample(runningMetric, running ? 1 : 0, timeMs);
      }
      if (!snapshot) return;
      for (const decision of evaluator.tick(timeMs, startWallMs + timeMs)) byRun.get(decision.run)!.take(decision);
      for (const contender of contenders) contender.endIfCancelled(evaluator, timeMs, byRun);
    },
    end(timeMs) {
      for (const contender of contenders) contender.endWithRecording(timeMs);
    },
  };
}

/** Each subject is alone with its macro, whatever else the evaluator judges: `cancel all` is to end nobody else. */
function withoutCancelAll(program: Program): Program {
  const profiles = program.profiles.map((profile) => ({
    ...profile,
    rules: profile.rules.map((rule) => (rule.all ? { ...rule, all: false } : rule)),
  }));
  return { ...program, profiles };
}

/** Windows over the number of running macros see when this one did not run, which is another matter for each subject. */
function looksBackOnRunning(program: Program): boolean {
  const inTerm = (term: Term): boolean => {
    if ((term.kind === "window" || term.kind === "forecast") && term.metric === runningMetric) return true;
    return (term.kind === "share" && inCondition(term.condition)) || termsInTerm(term).some(inTerm);
  };
  const inCondition = (condition: Condition): boolean =>
    termsIn(condition).some(inTerm) || conditionsIn(condition).some(inCondition);
  return program.profiles.some(({ rules }) =>
    rules.some(({ condition, until }) => inCondition(condition) || (until !== null && inCondition(until.condition))),
  );
}
