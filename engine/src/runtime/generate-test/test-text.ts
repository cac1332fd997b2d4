/** Generated tests as policy text. */

import {
  type ActionName,
  exactQuantity,
  format,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  quoteText,
  sampleText,
} from "@macro-engine/dsl";
import { type Course, usualEveryMs } from "./course.ts";
import type { Boundary } from "./find-boundary.ts";

const verbs: Readonly<Record<ActionName, string>> = {
  warn: "warns",
  throttle: "throttles",
  pause: "pauses",
  cancel: "cancels",
};

export interface GeneratedTest {
  readonly title: string;
  readonly text: string;
}

interface Written {
  readonly program: Program;
  readonly profile: ProgramProfile;
  readonly rule: ProgramRule;
  readonly width: number;
}

/** One that fires, and where a value decides, one that does not. `titles` are taken already. */
export function testsOf(written: Written, boundary: Boundary, titles: ReadonlySet<string>): readonly GeneratedTest[] {
  const { profile, rule, program } = written;
  const outcome = `${rule.action}${rule.all ? " all" : ""} by ${rule.name}`;
  const at = boundary.atMs === 0 ? "0s" : exactQuantity(boundary.atMs, "duration");
  const before = boundary.atMs === 0 ? [] : [`expect no ${outcome} before ${at}`];
  const fires = titled(`${profile.name}: ${rule.name} ${verbs[rule.action]}`, titles);
  const first = testText(written, fires, boundary.fires, null, [...before, `expect ${outcome} at ${at}`]);
  if (boundary.spares === null) return [first];
  const { course, metric, value } = boundary.spares;
  const spared = `${profile.name}: ${rule.name} lets ${metric} = ${sampleText(value, metric, program)} pass`;
  // One snapshot longer than the other needed.
  const runMs = boundary.atMs + course.everyMs;
  return [first, testText(written, titled(spared, titles), course, runMs, [`expect no ${outcome}`])];
}

function titled(title: string, taken: ReadonlySet<string>): string {
  let name = title;
  for (let count = 2; taken.has(name); count++) name = `${title} (${count})`;
  return name;
}

function testText(
  { program, profile, width }: Written,
  title: string,
  course: Course,
  runMs: number | null,
  expectations: readonly string[],
): GeneratedTest {
  const steps = [`profile ${profile.name}`];
  if (course.everyMs !== usualEveryMs) steps.push(`every ${exactQuantity(course.everyMs, "duration")}`);
  if (course.startMs !== null) steps.push(`start "${new Date(course.startMs).toISOString()}"`);
  for (const { atMs, values } of course.changes) {
    const assigned = [...values].map(
      ([metric, value]) => `${metric} = ${value === null ? "missing" : sampleText(value, metric, program)}`,
    );
    if (assigned.length === 0) continue;
    steps.push(`${atMs === 0 ? "given" : `at ${exactQuantity(atMs, "duration")}:`} ${assigned.join(", ")}`);
  }
  if (runMs !== null) steps.push(`run ${exactQuantity(runMs, "duration")}`);
  const text = `test ${quoteText(title)} {\n${[...steps, ...expectations].join("\n")}\n}\n`;
  return { title, text: format({ path: "generated.macropolicy", text }, { width }) };
}
