/** An explanation as one JSON object. Values are in base units; times are seconds of a recording, or ISO 8601. */

import type { EventExplanation } from "../../explain/explain-event.ts";
import type { Change, Explanation, OtherRule, PartView } from "../../runtime/explain/explain.ts";
import type { ComparisonView } from "../../runtime/types.ts";
import { actionWord, type ExplainReport, isClaimed } from "./explain-report.ts";

type Stamp = ExplainReport["stamp"];

export function explanationJson(report: ExplainReport) {
  const { macro, profile, level, explanation, event, stamp, endedBefore } = report;
  return {
    macro,
    profile,
    level,
    event: event === null ? null : eventJson(event),
    policy: event === null ? null : policyJson(event),
    left: event?.left ?? "samples",
    reproduced: event === null ? true : (event.replay?.reproduced ?? false),
    explanation: explanation === null ? null : explainedJson(explanation, stamp, isClaimed(report)),
    endedBefore: endedBefore === null ? null : { rule: endedBefore.rule, time: stamp(endedBefore.timeMs) },
  };
}

function eventJson({ decision, run }: EventExplanation) {
  const {
    id,
    session,
    dryRun,
    wall,
    sinceWall,
    rule,
    action,
    all,
    message,
    threshold,
    values,
    place,
    mute = null,
  } = decision;
  return {
    id,
    time: iso(wall),
    since: iso(sinceWall),
    session,
    run: decision.run,
    runStarted: run === null ? null : iso(run.startedWall),
    rule,
    action: actionWord(action, all),
    message,
    threshold,
    values,
    file: place.file,
    line: place.line,
    dryRun,
    mute,
    outcomes: decision.outcomes.map(({ action: done, ok, how, tookMs, processes }) => ({
      action: done,
      ok,
      how,
      tookMs,
      processes,
    })),
  };
}

function policyJson({ policy: { state, today } }: EventExplanation) {
  return {
    state,
    threshold: today?.threshold ?? null,
    file: today?.place.file ?? null,
    line: today?.place.line ?? null,
  };
}

function explainedJson(explanation: Explanation, stamp: Stamp, claimed: boolean) {
  const {
    rule,
    atMs,
    state,
    sinceMs,
    firesInMs,
    firedMs,
    condition,
    others,
    changes,
    horizonMs,
    horizon,
    otherCancels,
  } = explanation;
  return {
    rule: rule.name,
    action: actionWord(rule.action, rule.all),
    text: rule.text,
    threshold: rule.threshold,
    file: rule.place.file,
    line: rule.place.line,
    time: stamp(atMs),
    state,
    since: sinceMs === null ? null : stamp(sinceMs),
    firesInMs,
    fired: firedMs === null ? null : stamp(firedMs),
    condition: partJson(condition, stamp),
    others: others.map((other) => otherJson(other, stamp)),
    changes: claimed ? changes.map(changeJson) : [],
    playedUntil: stamp(horizonMs),
    playedTo: horizon,
    otherCancels: claimed ? otherCancels.map((other) => ({ rule: other.rule, time: stamp(other.timeMs) })) : [],
  };
}

interface PartJson {
  readonly text: string;
  readonly truth: string;
  readonly since: number | string;
  readonly fromStart: boolean;
  readonly comparison: ReturnType<typeof comparisonJson> | null;
  readonly course: readonly { readonly time: number | string; readonly value: number | null; readonly truth: string }[];
  readonly parts: readonly PartJson[];
}

function partJson({ text, truth, sinceMs, fromStart, comparison, course, parts }: PartView, stamp: Stamp): PartJson {
  return {
    text,
    truth,
    since: stamp(sinceMs),
    fromStart,
    comparison: comparison === null ? null : comparisonJson(comparison),
    course: course.map((point) => ({ time: stamp(point.timeMs), value: point.value, truth: point.truth })),
    parts: parts.map((part) => partJson(part, stamp)),
  };
}

function comparisonJson({ value, limit, valueText, limitText, used }: ComparisonView) {
  return { value, limit, valueText, limitText, used };
}

function otherJson({ rule, action, all, threshold, state, truth, since, firesInMs, near }: OtherRule, stamp: Stamp) {
  return {
    rule,
    action: actionWord(action, all),
    threshold,
    state,
    truth,
    since: since === null ? null : stamp(since),
    firesInMs,
    near,
  };
}

function changeJson({
  kind,
  text,
  outcome,
  reason,
  from,
  bound,
  inclusive,
  direction,
  rounded,
  rule,
  part,
  param,
}: Change) {
  return { kind, text, outcome, reason, from, bound, inclusive, direction, rounded, rule, part, param };
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
