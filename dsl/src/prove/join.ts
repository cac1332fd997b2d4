/** Two programs over one list of metrics and one of schedules, so that their conditions can be asked about together. */

import type { Program, ProgramProfile, ProgramSchedule } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";

export interface Joined {
  readonly before: Program;
  readonly after: Program;
  /** Metrics that the two declare differently: conditions that read them are about different things. */
  readonly clashes: ReadonlySet<string>;
}

export function joinPrograms(before: Program, after: Program): Joined {
  const schedules: ProgramSchedule[] = [];
  const indices = new Map<string, number>();
  const placeOf = (schedule: ProgramSchedule): number => {
    const key = scheduleMeaning(schedule);
    const known = indices.get(key);
    if (known !== undefined) return known;
    schedules.push(schedule);
    indices.set(key, schedules.length - 1);
    return schedules.length - 1;
  };
  const places = [before, after].map((program) => program.schedules.map(placeOf));
  const metrics = new Map([...before.metrics, ...after.metrics].map((metric) => [metric.name, metric]));
  const joined = (program: Program, at: readonly number[]): Program => ({
    ...program,
    metrics: [...metrics.values()],
    schedules,
    profiles: renumbered(program.profiles, at),
    tests: [],
    assertions: [],
  });
  const first = new Map(before.metrics.map((metric) => [metric.name, metric]));
  const clashes = after.metrics.filter((metric) => !isSame(first.get(metric.name) ?? metric, metric));
  return {
    before: joined(before, places[0]!),
    after: joined(after, places[1]!),
    clashes: new Set(clashes.map(({ name }) => name)),
  };
}

/** Equal for schedules that are true at the same times. */
export function scheduleMeaning({ zone, spans }: Pick<ProgramSchedule, "zone" | "spans">): string {
  const each = spans.map(({ days, start, end }) => JSON.stringify([[...days].sort(), start, end]));
  return JSON.stringify([zone, [...new Set(each)].sort()]);
}

function isSame(a: Metric, b: Metric): boolean {
  return a.dimension === b.dimension && a.scope === b.scope && a.range[0] === b.range[0] && a.range[1] === b.range[1];
}

/** Profiles are plain data: what numbers a schedule is found wherever it stands. */
function renumbered(profiles: readonly ProgramProfile[], places: readonly number[]): readonly ProgramProfile[] {
  if (places.every((place, at) => place === at)) return profiles;
  const text = JSON.stringify(profiles, (_, value) =>
    value?.kind === "schedule" ? { kind: "schedule", schedule: places[value.schedule] } : value,
  );
  return JSON.parse(text) as ProgramProfile[];
}
