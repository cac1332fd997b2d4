/** Says in words why an expectation failed. */

import type { Verdict } from "./expectations.ts";
import type { TestRun } from "./simulate-test.ts";
import type { Decision } from "./types.ts";

const parts = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const;

/** A time since the start as policies write durations: `25s`, `1m30s`, `2.5s`. */
export function timeText(timeMs: number): string {
  let rest = Math.abs(timeMs);
  let text = timeMs < 0 ? "-" : "";
  for (const [unit, size] of parts) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  const seconds = Math.round(rest) / 1000;
  if (rest > 0 && seconds === 0) return `${text}${Number(rest.toPrecision(3))}ms`;
  return seconds > 0 || text === "" || text === "-" ? `${text}${seconds}s` : text;
}

function named(decision: Decision): string {
  const what = decision.kind === "clear" ? "clear" : decision.all ? "cancel all" : decision.action;
  return `${what} by ${decision.rule} at ${timeText(decision.time)}`;
}

function listed(decisions: readonly Decision[]): string {
  const most = 3;
  const some = decisions.slice(0, most).map(named).join(", ");
  return decisions.length > most ? `${some} and ${decisions.length - most} more` : some;
}

function howItEnded({ end, test }: TestRun): string {
  const at = timeText(end.lastMs ?? 0);
  return end.cancelledMs === null
    ? `the run of "${test.profile}" ended at ${at}`
    : `the run ended with the cancel at ${at}`;
}

/** One or two sentences, without a final full stop; empty for a verdict that is met. */
export function explainVerdict(verdict: Verdict, run: TestRun): string {
  if (verdict.met) return "";
  const { expectation, matching, near } = verdict;
  const { outcome, by, when } = expectation;
  if (expectation.negated) return `there was ${listed(matching)}`;

  if (when?.kind === "at") {
    const beyond = run.end.lastMs === null || when.timeMs > run.end.lastMs;
    const steps = when.timeMs / run.intervalMs;
    if (beyond)
      return `${timeText(when.timeMs)} was not reached: ${howItEnded(run)}${near.length > 0 ? `; there was ${listed(near)}` : ""}`;
    if (run.test.trace === null && Math.abs(steps - Math.round(steps)) > 1e-9) {
      return `there is no snapshot at ${timeText(when.timeMs)}: they are ${timeText(run.intervalMs)} apart${near.length > 0 ? `; there was ${listed(near)}` : ""}`;
    }
  }
  const sameRule = near.filter(({ rule }) => by === null || rule === by);
  if (sameRule.length > 0) return `there was ${listed(sameRule)}`;
  if (near.length > 0) return `there was no ${outcome} by ${by}, but ${listed(near)}`;
  return `there was no ${outcome}${by === null ? "" : ` by ${by}`}; ${howItEnded(run)}`;
}
