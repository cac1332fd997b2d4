/** The life of one macro in a judgement: started, cancelled, started again after its cooldown. */

import type { ImmediateEvaluator } from "../runtime/evaluator.ts";
import { sameTimeMs } from "../runtime/time.ts";
import type { Decision } from "../runtime/types.ts";
import type { Fed } from "./feeder.ts";
import type { Listener, Subject } from "./judge.ts";

export interface Contender extends Fed {
  /** Id of the run that is under way; null while there is none. */
  readonly run: string | null;
  startIfDue(evaluator: ImmediateEvaluator, timeMs: number, byRun: Map<string, Contender>): void;
  take(decision: Decision): void;
  /** To be called once all decisions of a snapshot are taken. */
  endIfCancelled(evaluator: ImmediateEvaluator, timeMs: number, byRun: Map<string, Contender>): void;
  endWithRecording(timeMs: number): void;
}

export function createContender(subject: Subject, index: number, macroStartMs: number, listener: Listener): Contender {
  let run: string | null = null;
  let runs = 0;
  let cancelled = false;
  let mayStartMs = Number.NEGATIVE_INFINITY;
  const contender: Contender = {
    slots: null,
    get run() {
      return run;
    },
    startIfDue(evaluator, timeMs, byRun) {
      if (run !== null || timeMs < mayStartMs - sameTimeMs) return;
      runs += 1;
      run = `${index}.${runs}`;
      contender.slots = null;
      byRun.set(run, contender);
      // Only the first run may have begun before it was seen.
      const startedAt = runs === 1 ? macroStartMs : timeMs;
      evaluator.start({ id: run, macro: subject.macro, profile: subject.profile, startedAt });
      listener.started(index, timeMs);
    },
    take(decision) {
      if (decision.kind === "fire" && decision.action === "cancel") cancelled = true;
      listener.decided(index, decision);
    },
    endIfCancelled(evaluator, timeMs, byRun) {
      if (!cancelled) return;
      cancelled = false;
      evaluator.end(run!);
      byRun.delete(run!);
      run = null;
      mayStartMs = subject.restartAfterMs === null ? Number.POSITIVE_INFINITY : timeMs + subject.restartAfterMs;
      listener.ended(index, timeMs, "cancelled");
    },
    endWithRecording(timeMs) {
      if (run !== null) listener.ended(index, timeMs, "recording ended");
    },
  };
  return contender;
}
