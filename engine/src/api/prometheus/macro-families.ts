/** Macros and their rules: what state each is in, how near each limit, and how often rules have fired. */

import type { EngineStatus, MacroStatus, RuleStatus } from "../../control/protocol.ts";
import type { FiringTotal } from "../../store/firing-totals.ts";
import type { Family, Sample } from "./exposition.ts";
import { runLabels } from "./metric-families.ts";

const macroStates: readonly MacroStatus["state"][] = ["running", "throttled", "paused", "ending"];
const ruleStates: readonly RuleStatus["state"][] = ["idle", "pending", "firing"];

export function macroFamilies({ macros }: EngineStatus): Family[] {
  return [
    gauge(
      "macro_engine_macro_info",
      "Which macros are running; always 1",
      macros.map((macro) => {
        const { title, profile, level, origin, pid } = macro;
        const known = {
          title: title ?? "",
          profile: profile ?? "",
          level: level ?? "",
          pid: pid === null ? "" : String(pid),
        };
        return { labels: { ...runLabels(macro), ...known, origin }, value: 1 };
      }),
    ),
    gauge(
      "macro_engine_macro_state",
      "1 for the state that a macro is in",
      macros.flatMap((macro) =>
        macroStates.map((state) => ({ labels: { ...runLabels(macro), state }, value: Number(state === macro.state) })),
      ),
    ),
    gauge(
      "macro_engine_rule_state",
      "1 for the state that a rule of a macro is in",
      eachRule(macros, (rule, labels) =>
        ruleStates.map((state) => ({ labels: { ...labels, state }, value: Number(state === rule.state) })),
      ),
    ),
    gauge(
      "macro_engine_rule_limit_used_ratio",
      "How much of a rule's limit is used, of the comparison that is nearest to it: 1 at the limit",
      eachRule(macros, ({ comparisons }, labels) => {
        const used = comparisons.flatMap((comparison) => comparison.used ?? []);
        return used.length === 0 ? [] : [{ labels, value: Math.max(...used) }];
      }),
    ),
  ];
}

function eachRule(
  macros: readonly MacroStatus[],
  samplesOf: (rule: RuleStatus, labels: Sample["labels"]) => readonly Sample[],
): Sample[] {
  return macros.flatMap((macro) =>
    macro.rules.flatMap((rule) => {
      const { rule: name, action } = rule;
      return samplesOf(rule, { ...runLabels(macro), profile: macro.profile ?? "", rule: name, action });
    }),
  );
}

/** Of one session of the engine: with the next one they begin anew, as counters do. */
export function firingFamilies(totals: readonly FiringTotal[]): Family[] {
  const of = (value: (total: FiringTotal) => number) =>
    totals.map((total): Sample => {
      const { macro, profile, rule, action, dryRun, muted } = total;
      const labels = { macro, profile, rule, action, dry_run: String(dryRun), muted: String(muted) };
      return { labels, value: value(total) };
    });
  return [
    {
      name: "macro_engine_firings",
      type: "counter",
      help: "How often a rule fired in this session; those of dry runs and under mutes had no consequences",
      samples: of(({ count }) => count),
    },
    {
      name: "macro_engine_failed_actions",
      type: "counter",
      help: "Attempts in this session to do what a firing asked for that came to nothing",
      samples: of(({ failed }) => failed),
    },
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "gauge", help, samples };
}
