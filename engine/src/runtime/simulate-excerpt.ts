/** The few snapshots that explain a failed expectation: values and rule state around the times it is about. */

import { defaultStalenessMs, type ProgramRule, type SampleValue } from "@macro-engine/dsl";
import type { Verdict } from "./expectations.ts";
import { type Feed, type FeedRow, runningMetric } from "./simulate.ts";
import { sameTimeMs } from "./time.ts";
import type { RuleView } from "./types.ts";

export interface Excerpt {
  readonly metrics: readonly string[];
  /** The rule whose state is shown; null when no single rule is meant. */
  readonly rule: string | null;
  readonly rows: readonly ExcerptRow[];
}

export interface ExcerptRow {
  readonly timeMs: number;
  /** By position in `metrics`, as the rules saw them; null: missing. */
  readonly values: readonly (SampleValue | null)[];
  readonly state: Pick<RuleView, "state" | "truth" | "since" | "firesInMs"> | null;
  /** The expectation or a decision is about this time. */
  readonly focus: boolean;
}

export interface ExcerptPlan {
  readonly metrics: readonly string[];
  readonly rule: string | null;
  /** Times of interest; empty: the snapshots at which the values change. */
  readonly focusMs: readonly number[];
  readonly intervalMs: number;
}

const mostMetrics = 6;
const mostRows = 12;
const mostFocused = 2;
const around = 3;

/** What to look at for a verdict: the metrics and state of the rules it concerns, around its time and what did happen. */
export function excerptPlan(verdict: Verdict, rules: readonly ProgramRule[], intervalMs: number): ExcerptPlan {
  const { expectation, matching, near } = verdict;
  const happened = [...matching, ...near.filter(({ rule }) => expectation.by === null || rule === expectation.by)];
  const concerned = concernedRules(verdict, rules);
  const metrics = [...new Set(concerned.flatMap(({ reads }) => reads))].slice(0, mostMetrics);
  const times = [...(expectation.when === null ? [] : [expectation.when.timeMs]), ...happened.map(({ time }) => time)];
  return {
    metrics,
    rule: concerned.length === 1 ? concerned[0]!.name : null,
    focusMs: [...new Set(times)].slice(0, mostFocused),
    intervalMs,
  };
}

function concernedRules(
  { expectation, matching, near }: Verdict,
  rules: readonly ProgramRule[],
): readonly ProgramRule[] {
  const named = rules.filter(({ name }) => name === expectation.by);
  if (named.length > 0) return named;
  const happened = new Set([...matching, ...near].map(({ rule }) => rule));
  const acted = rules.filter(({ name }) => happened.has(name));
  if (acted.length > 0) return acted;
  const { outcome } = expectation;
  if (outcome === "clear") return rules;
  return rules.filter(({ action, all }) =>
    outcome === "cancel all" ? action === "cancel" && all : action === outcome,
  );
}

/** Watches a feed and keeps the rows that the plan asks for. `identity`: what the macro is, by metric. */
export function collectExcerpt(plan: ExcerptPlan, identity: Readonly<Record<string, SampleValue>>) {
  const latest = new Map<string, { readonly value: SampleValue; readonly timeMs: number }>();
  const rows: ExcerptRow[] = [];
  let shown: string | null = null;
  let lastMs: number | null = null;

  const isNear = (timeMs: number) =>
    plan.focusMs.some((focus) => Math.abs(timeMs - focus) <= around * plan.intervalMs + sameTimeMs);

  /** What is stale, or from before a gap, is missing to the rules. */
  function forgetOld(timeMs: number): void {
    const isGap = lastMs !== null && timeMs - lastMs > 3 * plan.intervalMs + sameTimeMs;
    const oldestMs = isGap ? timeMs : timeMs - defaultStalenessMs;
    for (const [metric, sample] of latest) if (sample.timeMs < oldestMs) latest.delete(metric);
    lastMs = timeMs;
  }

  const valueAt = (metric: string, timeMs: number): SampleValue | null =>
    metric === "duration" ? timeMs : (identity[metric] ?? latest.get(metric)?.value ?? null);

  return {
    /** Passes a feed on, remembering the values that go by. */
    async *watch(feed: Feed): Feed {
      for await (const chunk of feed) {
        for (const row of chunk) {
          row.metrics.forEach((metric, at) => {
            const value = row.values[at];
            if (value !== null && value !== undefined) latest.set(metric, { value, timeMs: row.timeMs });
          });
          if (row.snapshot && !row.metrics.includes(runningMetric)) {
            latest.set(runningMetric, { value: 1, timeMs: row.timeMs });
          }
          // One row at a time, so that `latest` is of the snapshot's own time when it is taken.
          yield [row];
        }
      }
    },
    snapshot(row: FeedRow, views: readonly RuleView[]): void {
      forgetOld(row.timeMs);
      if (rows.length >= mostRows) return;
      const values = plan.metrics.map((metric) => valueAt(metric, row.timeMs));
      const changed = JSON.stringify(values.filter((_, at) => plan.metrics[at] !== "duration"));
      const wanted = plan.focusMs.length > 0 ? isNear(row.timeMs) : changed !== shown;
      shown = changed;
      if (!wanted) return;
      const view = views.find(({ rule }) => rule === plan.rule);
      const focus = plan.focusMs.some((time) => Math.abs(row.timeMs - time) <= 1e-6);
      rows.push({ timeMs: row.timeMs, values, state: view ?? null, focus });
    },
    excerpt: (): Excerpt => ({ metrics: plan.metrics, rule: plan.rule, rows }),
  };
}
