/** no-duration-limit: a profile under which a macro may run for ever, if nothing goes wrong. */

import type { Condition, ProgramRule } from "../../program/program.ts";
import type { Wanted } from "../../prove/prover.ts";
import { profilePlace } from "../profile-places.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import { cancels } from "./no-cancel.ts";

export const noDurationLimit: LintRule<"no-duration-limit"> = {
  code: "no-duration-limit",
  category: "safety",
  level: "warning",
  summary: "A profile that lets its macro run for ever.",
  fix: null,
  *check(set): Findings {
    for (const profile of set.program.profiles) {
      yield null;
      const rules = cancels(set, profile);
      // Without any cancel that is the trouble.
      if (rules.length === 0 || limitsDuration(set, rules)) continue;
      yield {
        ...profilePlace(set, profile),
        message: `under \`${profile.name}\` a macro may run for ever while all is well; cancel it after some time, as in \`cancel when duration >= 30m\``,
      };
    }
  },
};

/** Longer than any run: a limit beyond it is none. */
const foreverMs = 3650 * 86_400_000;
/** A macro that may only be active for part of a day is ended every day. */
const nearlyADayMs = 23.5 * 3_600_000;

/** Not only when it is not proved: also when it could not be told. */
function limitsDuration({ prover }: LintSet, rules: readonly ProgramRule[]): boolean {
  const timed = rules.filter(({ reads }) => reads.includes("duration") || reads.includes("macro.active_today"));
  if (timed.length === 0) return false;
  const ended = timed.map(({ condition }): Wanted => ({ condition, is: ["false", "unknown"] }));
  const endless = [atLeast("duration", foreverMs), atLeast("macro.active_today", nearlyADayMs)];
  const wanted = [...ended, ...endless.map((condition): Wanted => ({ condition, is: ["true"] }))];
  return prover.find(wanted).kind !== "possible" || timed.some((rule) => endsInTime(prover, rule, endless));
}

function endsInTime(prover: LintSet["prover"], { condition }: ProgramRule, endless: readonly Condition[]): boolean {
  const running = endless.map((time): Wanted => ({ condition: time, is: ["true"] }));
  return prover.excludes([{ condition, is: ["false", "unknown"] }, ...running]);
}

function atLeast(metric: string, value: number): Condition {
  return {
    kind: "compare",
    operator: ">=",
    left: { kind: "metric", metric },
    right: { kind: "constant", value },
    dimension: "duration",
  };
}
