/** What a test feeds its macro: snapshots, assignments and ramps, over a recording where it names one (LANGUAGE, section 9). */

import type { ProgramStep, ProgramTest, SampleValue } from "@macro-engine/dsl";
import type { Feed, FeedRow, SampleRow, Trace } from "./simulate.ts";
import { sameTimeMs, tidy } from "./time.ts";

export const defaultIntervalMs = 1000;
const defaultRunMs = 60_000;
/** Rows that are handed over at once: what bounds the memory of a long run. */
const chunkRows = 256;

/** The sampling interval: as given, else the recording's, else 1 s. */
export function intervalOf(test: ProgramTest, trace: Trace | null): number {
  return test.everyMs ?? trace?.intervalMs ?? defaultIntervalMs;
}

/** Whether the recording's rows are the snapshots. */
function followsTrace(test: ProgramTest, trace: Trace | null): boolean {
  return trace !== null && test.everyMs === null;
}

/** The last time that a step names, one interval past it where it says `after`; null when none names one. */
function lastNamedMs(test: ProgramTest, intervalMs: number): number | null {
  const times: number[] = [];
  for (const step of test.steps) {
    if (step.kind === "ramp") times.push(step.toMs);
    else if (step.given !== true) times.push(step.atMs);
  }
  for (const { when } of test.expectations) {
    if (when !== null) times.push(when.kind === "after" ? when.timeMs + intervalMs : when.timeMs);
  }
  return times.length === 0 ? null : Math.max(...times);
}

/** The value that the text assigns to a metric at a time: of the steps in effect, the later in the text. Undefined: none is. */
function assignedValue(steps: readonly ProgramStep[], timeMs: number): SampleValue | null | undefined {
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!;
    if (step.kind === "assign") {
      if (step.atMs <= timeMs + sameTimeMs) return step.value;
    } else if (step.fromMs <= timeMs + sameTimeMs) {
      if (timeMs >= step.toMs - sameTimeMs) return step.to;
      // Divided last, so that it meets whole values: 100 × 0.55 is more than 55.
      return step.from + ((step.to - step.from) * Math.max(0, timeMs - step.fromMs)) / (step.toMs - step.fromMs);
    }
  }
  return undefined;
}

function stepsByMetric(test: ProgramTest): ReadonlyMap<string, ProgramStep[]> {
  const byMetric = new Map<string, ProgramStep[]>();
  for (const step of test.steps) {
    // The name of the macro is fixed when it starts, not sampled.
    if (step.metric === "macro.name") continue;
    const steps = byMetric.get(step.metric);
    if (steps === undefined) byMetric.set(step.metric, [step]);
    else steps.push(step);
  }
  return byMetric;
}

/** The text's samples of a time, in place of the recording's of the same metrics. */
function layOver(
  row: SampleRow | null,
  timeMs: number,
  assigned: ReadonlyMap<string, ProgramStep[]>,
  snapshot: boolean,
): FeedRow {
  const metrics: string[] = [];
  const values: (SampleValue | null)[] = [];
  for (const [metric, steps] of assigned) {
    const value = assignedValue(steps, timeMs);
    if (value === undefined) continue;
    metrics.push(metric);
    values.push(snapshot ? value : null);
  }
  const ownCount = metrics.length;
  row?.metrics.forEach((metric, at) => {
    if (metrics.indexOf(metric) >= 0 && metrics.indexOf(metric) < ownCount) return;
    metrics.push(metric);
    values.push(row.values[at] ?? null);
  });
  return { timeMs, metrics, values, snapshot };
}

/** The feed of a test, from t = 0 to the end of its run. */
export function testFeed(test: ProgramTest, trace: Trace | null): Feed {
  const assigned = stepsByMetric(test);
  if (trace === null) return inventedFeed(test, assigned);
  return followsTrace(test, trace) ? tracedFeed(test, trace, assigned) : resampledFeed(test, trace, assigned);
}

async function* inventedFeed(test: ProgramTest, assigned: ReadonlyMap<string, ProgramStep[]>): Feed {
  const intervalMs = test.everyMs ?? defaultIntervalMs;
  const runMs = test.runMs ?? lastNamedMs(test, intervalMs) ?? defaultRunMs;
  const out: FeedRow[] = [];
  for (let next = 0; next * intervalMs <= runMs + sameTimeMs; next++) {
    out.push(layOver(null, tidy(next * intervalMs), assigned, true));
    if (out.length >= chunkRows) yield out.splice(0);
  }
  yield out;
}

/** Every row of the recording is a snapshot, up to the end of the run. */
async function* tracedFeed(test: ProgramTest, trace: Trace, assigned: ReadonlyMap<string, ProgramStep[]>): Feed {
  const endMs = test.runMs ?? Number.POSITIVE_INFINITY;
  let held: SampleRow | null = null;
  for await (const chunk of trace.rows()) {
    const out: FeedRow[] = [];
    for (const row of chunk) {
      if (held !== null) out.push(layOver(held, held.timeMs, assigned, row.timeMs > held.timeMs));
      held = null;
      if (row.timeMs > endMs + sameTimeMs) {
        yield out;
        return;
      }
      held = row;
    }
    yield out;
  }
  if (held !== null) yield [layOver(held, held.timeMs, assigned, true)];
}

/** Snapshots at the test's own pace; the recording's rows are the samples between them. */
async function* resampledFeed(test: ProgramTest, trace: Trace, assigned: ReadonlyMap<string, ProgramStep[]>): Feed {
  const intervalMs = intervalOf(test, trace);
  const namedMs = test.runMs ?? lastNamedMs(test, intervalMs) ?? 0;
  let next = 0;
  let lastRowMs = 0;
  for await (const chunk of trace.rows()) {
    const out: FeedRow[] = [];
    for (const row of chunk) {
      for (; next * intervalMs < row.timeMs - sameTimeMs; next++) {
        if (test.runMs !== null && next * intervalMs > test.runMs + sameTimeMs) break;
        out.push(layOver(null, tidy(next * intervalMs), assigned, true));
        if (out.length >= chunkRows) yield out.splice(0);
      }
      if (test.runMs !== null && row.timeMs > test.runMs + sameTimeMs) {
        yield out;
        return;
      }
      out.push(layOver(row, row.timeMs, assigned, false));
      lastRowMs = row.timeMs;
    }
    yield out;
  }
  const endMs = test.runMs ?? Math.max(namedMs, lastRowMs);
  const out: FeedRow[] = [];
  for (; next * intervalMs <= endMs + sameTimeMs; next++) {
    out.push(layOver(null, tidy(next * intervalMs), assigned, true));
    if (out.length >= chunkRows) yield out.splice(0);
  }
  yield out;
}
