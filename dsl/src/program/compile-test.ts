/** Tests as the program has them: times in ms, values in base units. */

import type { CheckedSet } from "../check/checked-set.ts";
import type { FlatBody } from "../check/inheritance.ts";
import { writtenText } from "../check/source-text.ts";
import { profileOf } from "../check/tests.ts";
import { environmentOf } from "../check/values.ts";
import type { Assignment, ExpectStep, Expression, File, Step, TestDeclaration } from "../syntax/ast.ts";
import { constantValue } from "./compile-condition.ts";
import { placeIn, placeText } from "./compile-profile.ts";
import { parseInstant } from "./instant.ts";
import type { ProgramExpectation, ProgramStep, ProgramTest, SampleValue } from "./program.ts";

/** What was compiled before of the same test and profile is taken over. */
export function compileTest(set: CheckedSet, file: File, test: TestDeclaration): ProgramTest {
  const body = profileOf(set.context.names, set.bodies, test)!;
  const places = placeText(file, test);
  const before = set.compiled.tests.get(test);
  if (before?.body === body && before.places === places) return before.test;
  const compiled = compileWith(set, body, file, test);
  set.compiled.tests.set(test, { places, body, test: compiled });
  return compiled;
}

function compileWith(set: CheckedSet, body: FlatBody, file: File, test: TestDeclaration): ProgramTest {
  const environment = environmentOf(set.context, set.lets, body);
  const ms = (expression: Expression) => constantValue({ environment }, expression);
  const start = stepOf(test, "start");
  const every = stepOf(test, "every");
  const run = stepOf(test, "run");
  return {
    title: test.title.value,
    profile: body.symbol.name,
    everyMs: every === null ? null : ms(every.interval),
    startMs: start === null ? null : parseInstant(start.instant.value),
    runMs: run === null ? null : ms(run.length),
    trace: stepOf(test, "trace")?.path.value ?? null,
    steps: test.steps.flatMap((step) => compileStep(step, ms)),
    expectations: test.steps.flatMap((step) => (step.kind === "expect" ? [compileExpectation(file, step, ms)] : [])),
    place: placeIn(file, test.span.start),
  };
}

function stepOf<Kind extends Step["kind"]>(test: TestDeclaration, kind: Kind): Extract<Step, { kind: Kind }> | null {
  return (test.steps.find((step) => step.kind === kind) as Extract<Step, { kind: Kind }> | undefined) ?? null;
}

function compileStep(step: Step, ms: (expression: Expression) => number): ProgramStep[] {
  const assign = (atMs: number, { metric, value }: Assignment): ProgramStep => {
    return { kind: "assign", atMs, metric: metric.text, value: value === null ? null : sampleOf(value, ms) };
  };
  switch (step.kind) {
    case "given":
      return step.assignments.map((assignment) => ({ ...assign(0, assignment), given: true }));
    case "at":
      return step.assignments.map((assignment) => assign(ms(step.time), assignment));
    case "from": {
      const [fromMs, toMs] = [ms(step.from), ms(step.to)];
      return step.ramps.map(({ metric, from, to }): ProgramStep => {
        // A ramp of no length holds its end value at once.
        if (fromMs === toMs) return { kind: "assign", atMs: toMs, metric: metric.text, value: ms(to) };
        return { kind: "ramp", fromMs, toMs, metric: metric.text, from: ms(from), to: ms(to) };
      });
    }
    default:
      return [];
  }
}

function sampleOf(value: Expression, number: (expression: Expression) => number): SampleValue {
  if (value.kind === "group") return sampleOf(value.inner, number);
  return value.kind === "boolean" || value.kind === "string" ? value.value : number(value);
}

function compileExpectation(file: File, step: ExpectStep, ms: (expression: Expression) => number): ProgramExpectation {
  const { outcome, when } = step;
  return {
    negated: step.negated,
    outcome: outcome.kind === "clear" ? "clear" : outcome.all ? "cancel all" : outcome.name,
    by: step.by?.text ?? null,
    when: when === null ? null : { kind: when.kind, timeMs: ms(when.time) },
    text: writtenText(file, step.span),
    place: placeIn(file, step.span.start),
  };
}
