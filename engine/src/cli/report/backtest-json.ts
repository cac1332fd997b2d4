/** A backtest for programs: one object. Times are seconds, values are in base units. */

import type { Backtest, ProfileResult, RuleResult } from "../../backtest/backtest.ts";
import { quantile } from "../../backtest/histogram.ts";
import { actionText } from "./replay-report.ts";

export function backtestJson(found: Backtest) {
  return {
    recordings: found.recordings.map(({ recording, snapshots, lastMs }) => ({
      name: recording.name,
      macro: recording.macro,
      startedAt: recording.startWallMs === null ? null : new Date(recording.startWallMs).toISOString(),
      snapshots,
      seconds: (lastMs ?? 0) / 1000,
      profiles: recording.profiles,
    })),
    profiles: found.profiles.map((profile) => profileJson(profile, found)),
    metrics: found.metrics.map(({ metric, distribution }) => ({
      metric: metric.name,
      dimension: metric.dimension,
      samples: distribution.count,
      min: distribution.min,
      mean: distribution.mean,
      p50: quantile(distribution, 0.5),
      p95: quantile(distribution, 0.95),
      p99: quantile(distribution, 0.99),
      max: distribution.max,
    })),
  };
}

function profileJson({ profile, recordings, runs, cancelled, observedMs, rules }: ProfileResult, found: Backtest) {
  return {
    profile: profile.name,
    level: profile.level,
    recordings: recordings.length,
    runs,
    cancelled,
    seconds: observedMs / 1000,
    rules: rules.map((rule) => ruleJson(rule, found)),
  };
}

function ruleJson(result: RuleResult, found: Backtest) {
  const { rule, fired, runs, perHour, firingMs, longestMs, noisy, blind, firings, leftOut } = result;
  return {
    rule: rule.name,
    action: actionText(rule),
    threshold: rule.threshold,
    file: rule.place.file,
    line: rule.place.line,
    fired,
    runs,
    perHour,
    seconds: firingMs / 1000,
    longestSeconds: longestMs / 1000,
    noisy,
    couldFire: blind === null,
    ...(blind === null ? {} : { reason: blind }),
    firings: firings.map(({ recording, run, atMs, sinceMs, lastedMs, ended, message }) => ({
      recording: found.recordings[recording]!.recording.name,
      run,
      at: atMs / 1000,
      since: sinceMs / 1000,
      lasted: lastedMs / 1000,
      ended,
      message,
    })),
    firingsLeftOut: leftOut,
  };
}
