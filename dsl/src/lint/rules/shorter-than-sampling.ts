/** shorter-than-sampling: a wait or window that the configured interval makes meaningless. */

import { quoted } from "../../check/source-text.ts";
import { exactQuantity } from "../../program/print.ts";
import type { Call, Expression } from "../../syntax/ast.ts";
import { callsOf } from "../comparisons.ts";
import { type Fault, findFaults } from "../faults.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const shorterThanSampling: LintRule<"shorter-than-sampling"> = {
  code: "shorter-than-sampling",
  category: "bugs",
  level: "warning",
  summary: "A `for` or a window that is too short for the interval at which samples are taken.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, function* (view) {
      yield* waits(set, view);
      yield* windows(set, view);
    });
  },
};

function* waits({ intervalMs }: LintSet, view: RuleView): Iterable<Fault> {
  const { hold, until } = view.declaration;
  for (const wait of [hold, until?.hold ?? null]) {
    if (wait === null) continue;
    const ms = view.constant(wait);
    if (ms <= 0 || ms >= intervalMs) continue;
    const least = exactQuantity(intervalMs, "duration");
    yield {
      at: wait.span,
      message: (where) =>
        `\`for ${quoted(view.declared.symbol.file, wait.span)}\` waits for the next snapshot and no longer${where}, since they are ${least} apart; write \`${least}\` or more`,
      because: [wait],
    };
  }
}

/** Samples that a function needs before it says anything, or anything of use. */
const samplesNeeded: Readonly<Record<string, number>> = {
  rate: 2,
  delta: 2,
  stddev: 2,
  anomaly: 2,
  forecast: 3,
};

function* windows(set: LintSet, view: RuleView): Iterable<Fault> {
  for (const call of callsOf(view.declaration)) {
    const window = windowOf(call);
    if (window === null) continue;
    const needed = samplesNeeded[call.callee.text] ?? 1;
    const ms = view.constant(window);
    // The window is open at its far end: one of two intervals holds two samples.
    if (Math.ceil(ms / set.intervalMs) >= needed && ms >= set.intervalMs) continue;
    yield tooFew(set, view, call, window, needed);
  }
}

function tooFew({ intervalMs }: LintSet, view: RuleView, call: Call, window: Expression, needed: number): Fault {
  const text = quoted(view.declared.symbol.file, call.span);
  const interval = exactQuantity(intervalMs, "duration");
  const least = exactQuantity(intervalMs * needed, "duration");
  const wrong =
    call.callee.text === "missing"
      ? "is true between two samples"
      : `never holds ${needed === 1 ? "more than one sample" : `the ${needed} samples it needs`}`;
  return {
    at: window.span,
    message: (where) => `\`${text}\` ${wrong}${where}, with one every ${interval}; write \`${least}\` or more`,
    because: [window],
  };
}

function windowOf({ callee, arguments: given }: Call): Expression | null {
  if (callee.text === "abs") return null;
  return (callee.text === "forecast" ? given[2] : given[1]) ?? null;
}
