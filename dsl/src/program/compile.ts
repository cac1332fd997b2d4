/** Checked set to program. Called only for sets without errors; a broken promise of the checker throws. */

import type { CheckedSet } from "../check/checked-set.ts";
import { compareBytes } from "../check/order.ts";
import type { OverrideResult } from "../overrides/apply.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import { compileAssertion } from "./compile-assertion.ts";
import { compileProfile, placeText } from "./compile-profile.ts";
import { compileSchedule } from "./compile-schedule.ts";
import { compileTest } from "./compile-test.ts";
import { type Program, type ProgramProfile, programVersion } from "./program.ts";

export function compileProgram(set: CheckedSet, overrides: Pick<OverrideResult, "profiles">): Program {
  const { names } = set.context;
  const profiles = [...overrides.profiles].sort(
    (a, b) =>
      compareBytes(a.place.file, b.place.file) || a.place.line - b.place.line || a.place.column - b.place.column,
  );
  return {
    version: programVersion,
    metrics: metricsOf(set, profiles),
    schedules: [...names.schedules.values()].map(({ declaration }) => compileSchedule(declaration)),
    profiles,
    tests: names.tests.map(({ file, declaration }) => compileTest(set, file, declaration)),
    assertions: names.assertions.map(({ file, declaration }) => compileAssertion(set, file, declaration)),
  };
}

/** What conditions of the set are about, all of its metrics and schedules, without anything that it does. */
export function compileFrame(set: CheckedSet): Program {
  const { names } = set.context;
  return {
    version: programVersion,
    metrics: [...names.metrics.values()].flatMap(({ metric }) => metric ?? []),
    schedules: [...names.schedules.values()].map(({ declaration }) => compileSchedule(declaration)),
    profiles: [],
    tests: [],
    assertions: [],
  };
}

/** Every profile of the set, as policy alone has it. */
export function compileProfiles(set: CheckedSet): ProgramProfile[] {
  return [...set.context.names.bodies.values()]
    .filter((symbol) => symbol.declaration.kind === "profile")
    .map((symbol) => {
      const body = set.bodies.get(symbol)!;
      const places = [...body.lineage].map(({ file, declaration }) => placeText(file, declaration)).join(" ");
      const before = set.compiled.profiles.get(body);
      if (before?.places === places) return before.profile;
      const profile = compileProfile(set, body);
      set.compiled.profiles.set(body, { places, profile });
      return profile;
    });
}

/** Every metric that is named anywhere in the set or declared by it. */
function metricsOf(set: CheckedSet, profiles: readonly ProgramProfile[]): Metric[] {
  const { names, resolved } = set.context;
  const found = new Map<string, Metric>();
  const add = (name: string) => {
    const metric = names.metrics.get(name)?.metric;
    if (metric != null) found.set(name, metric);
  };
  for (const symbol of names.metrics.values()) if (symbol.file !== null) add(symbol.name);
  for (const symbol of resolved.values()) if (symbol.kind === "metric") add(symbol.name);
  // Rules that override files add read metrics that no policy may name.
  for (const profile of profiles) for (const rule of profile.rules) rule.reads.forEach(add);
  return [...found.values()].sort((a, b) => compareBytes(a.name, b.name));
}
