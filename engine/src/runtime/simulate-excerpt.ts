/** The few snapshots that explain a failed expectation: values and rule state around the times it is about. */

import type { ProgramRule, SampleValue } from "@macro-engine/dsl";
import type { Verdict } from "./expectations.ts";
import type { Feed, FeedRow } from "./simulate.ts";
import type { RuleView } from "./types.ts";

export interface Excerpt {
  readonly metrics: readonly string[];
  /** The rule whose state is shown; null when no single rule is meant. */
  readonly rule: string | null;
  readonly rows: readonly ExcerptRow[];
}

export interface ExcerptRow {
  readonly timeMs: number;
  /** By position in `metrics`: the latest sample up to here; null: none yet. */
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

/** Watches a feed and keeps the rows that the plan asks for. */
export function collectExcerpt(plan: ExcerptPlan) {
  const latest = new Map<string, SampleValue>();
  const rows: ExcerptRow[] = [];
  let shown: string | null = null;

  const isNear = (timeMs: number) =>
    plan.focusMs.some((focus) => Math.abs(timeMs - focus) <= around * plan.intervalMs + 1e-6);

  return {
    /** Passes a feed on, remembering the values that go by. */
    async *watch(feed: Feed): Feed {
      for await (const chunk of feed) {
        for (const row of chunk) {
          row.metrics.forEach((metric, at) => {
            const value = row.values[at];
            if (value !== null && value !== undefined) latest.set(metric, value);
          });
          // One row at a time, so that `latest` is of the snapshot's own time when it is taken.
          yield [row];
        }
      }
    },
    snapshot(row: FeedRow, views: readonly RuleView[]): void {
      if (rows.length >= mostRows) return;
      const values = plan.metrics.map((metric) => (metric === "duration" ? row.timeMs : (latest.get(metric) ?? null)));
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
