/** A cancellation's own page: why, what else was close, what was measured around it, what the run had cost, and as a test. */

import { builtInMetric, type Condition, type Program, type ProgramRule, parse, walk } from "@macro-engine/dsl";
import type { MeasuredAround } from "../api/contract.ts";
import { eventReport } from "../cli/report/event-report.ts";
import { renderExplanation } from "../cli/report/explain-pretty.ts";
import { painter } from "../cli/report/paint.ts";
import type { Config } from "../config/config.ts";
import { evaluatorSettings } from "../evaluator-settings.ts";
import { asTest } from "../explain/as-test.ts";
import { type EventExplanation, explainEvent } from "../explain/explain-event.ts";
import { limitsOf } from "../runtime/generate-test/limits.ts";
import type { RecordReader } from "../store/record-reader.ts";
import type { StoredDecision } from "../store/store.ts";
import { costBy } from "./cost.ts";
import type { ReadPolicies } from "./policies.ts";
import { type Explained, InquiryError } from "./questions.ts";

/** What is shown on both sides of the moment, ms. */
const aroundMs = 2 * 60_000;

export async function explainedCancellation(
  record: RecordReader,
  today: ReadPolicies,
  config: Config,
  id: string,
): Promise<Explained> {
  const decision = record.decision(id);
  if (decision === null) throw new InquiryError(404, `there is no decision ${id} on record; it may have been pruned`);
  const event = explainEvent(record, decision, today.program, evaluatorSettings(config, today.program));
  const { policy, replay, run } = event;
  const rule = ruleOf(policy.program, decision) ?? policy.today;
  return {
    source: policy.today === null ? null : sourceOf(policy.today, today),
    changed: policy.state === "changed" || policy.state === "gone",
    explanation: renderExplanation(eventReport(event, today, config.zone), painter(false), false),
    close: closeRules(event),
    course: Object.keys(decision.values).map((metric) => measuredAround(record, decision, metric, rule, today)),
    cost: costBy(record, run, decision.wall),
    test:
      policy.program === null
        ? null
        : await asTest({ program: policy.program, decision, replay, width: config.fmt.width }),
  };
}

function ruleOf(program: Program | null, { profile, rule }: StoredDecision): ProgramRule | null {
  const governing = program?.profiles.find(({ name }) => name === profile);
  return governing?.rules.find(({ name }) => name === rule) ?? null;
}

/** The rule's text in its file, as it is now. */
function sourceOf({ place }: ProgramRule, { sourceOf: read }: ReadPolicies): string | null {
  const source = read(place.file);
  if (source === undefined) return null;
  const lines = source.text.split("\n").slice(0, place.line - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1;
  let text: string | null = null;
  walk(parse(source).file, (node) => {
    if (node.kind === "rule" && node.header.start === start) text = source.text.slice(node.span.start, node.span.end);
  });
  return text;
}

function closeRules({ replay }: EventExplanation): Explained["close"] {
  const others = replay?.reproduced === true ? replay.explanation.others : [];
  return others.map(({ rule, action, all, threshold, comparison, near }) => ({
    rule,
    action: all ? `${action} all` : action,
    text: comparison === null ? threshold : `${comparison.text}: ${comparison.valueText}`,
    used: near,
  }));
}

function measuredAround(
  record: RecordReader,
  { run, wall, sinceWall }: StoredDecision,
  metric: string,
  rule: ProgramRule | null,
  { program }: ReadPolicies,
): MeasuredAround {
  const own = record.metrics(run).includes(metric) ? { run } : {};
  const fromWall = Math.min(wall, sinceWall) - aroundMs;
  const toWall = wall + aroundMs;
  const spanMs = toWall - fromWall;
  const stepMs = spanMs > 2 * 3_600_000 ? 60_000 : spanMs > 600_000 ? 10_000 : 1000;
  const points = record.history({ metric, ...own, fromWall, toWall, stepMs });
  const declared = program?.metrics.find(({ name }) => name === metric) ?? builtInMetric(metric);
  return {
    metric,
    run: own.run ?? null,
    from: new Date(fromWall).toISOString(),
    to: new Date(toWall).toISOString(),
    stepMs,
    time: points.map((point) => point.wall),
    min: points.map(({ min }) => min),
    avg: points.map(({ avg }) => avg),
    max: points.map(({ max }) => max),
    dimension: declared?.dimension ?? "number",
    limits: rule === null ? [] : limitsFor(rule.condition, metric),
  };
}

function limitsFor(condition: Condition, metric: string): readonly number[] {
  return [...(limitsOf(condition).get(metric) ?? [])];
}
