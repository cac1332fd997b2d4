/** The static checks of tests (LANGUAGE.md, section 9). */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import { parseInstant } from "../program/instant.ts";
import { remembered } from "../remembered.ts";
import type { ExpectStep, Expression, File, Name, Step, TestDeclaration } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { assertNever } from "./assert-never.ts";
import { checkAssignment, checkRamp } from "./assignments.ts";
import { bodyScope } from "./bodies.ts";
import { boundProblem, reportBound } from "./bounds.ts";
import { checkConstant } from "./constants.ts";
import type { BoundedConstant, CheckContext, Scope } from "./context.ts";
import type { FlatBody } from "./inheritance.ts";
import { brokenWords, isReserved } from "./lost-words.ts";
import type { Names } from "./names.ts";
import { resolveProfile } from "./resolve-profile.ts";
import type { BodySymbol, LetSymbol } from "./symbols.ts";
import { environmentOf, evaluate } from "./values.ts";

interface TestRoom {
  readonly context: CheckContext;
  readonly file: File;
  readonly test: TestDeclaration;
  readonly bodies: ReadonlyMap<BodySymbol, FlatBody>;
  readonly body: FlatBody | null;
  readonly scope: Scope;
}

export function checkTest(
  context: CheckContext,
  bodies: ReadonlyMap<BodySymbol, FlatBody>,
  lets: ReadonlyMap<LetSymbol, number>,
  file: File,
  test: TestDeclaration,
): void {
  const lost = brokenWords(file, test);
  const { reporter } = context;
  checkOnce(context, file, test);
  const profileSteps = test.steps.filter((step) => step.kind === "profile-step");
  const found = profileSteps.map((step) => resolveProfile(context, file, step.name));
  const body = found[0] == null ? null : bodies.get(found[0])!;
  // What could not be read may have been the step that seems to be missing.
  const isWhole = !test.steps.some((step) => step.kind === "broken");
  if (isWhole && profileSteps.length === 0) {
    reporter.error(file, test.title.span, "test-without-profile", "none", { title: test.title.value });
  }
  if (isWhole && !test.steps.some((step) => step.kind === "expect")) {
    reporter.error(file, test.title.span, "test-without-expectation", "none", { title: test.title.value });
  }
  const scope = testScope(context, file, body, lost, body === null && profileSteps.length > 0);
  const room: TestRoom = { context, file, test, bodies, body, scope };
  for (const step of test.steps) checkStep(room, step);
  checkOrder(room, lets);
  if (scope.bounds.length === 0) return;
  const environment = environmentOf(context, lets, body);
  for (const constant of scope.bounds) reportBound(reporter, constant, boundProblem(constant, environment));
}

/** The body of the profile that a test names first; null where that is not known. */
export function profileOf(
  names: Names,
  bodies: ReadonlyMap<BodySymbol, FlatBody>,
  test: TestDeclaration,
): FlatBody | null {
  const name = profileNameOf(test);
  const symbol = name === null ? undefined : names.bodies.get(name);
  return (symbol && bodies.get(symbol)) ?? null;
}

/** Asked for at every keystroke, of all tests of the set. */
const profileNameOf = remembered(({ steps }: TestDeclaration): string | null => {
  return steps.find((step) => step.kind === "profile-step")?.name.text ?? null;
});

function testScope(
  context: CheckContext,
  file: File,
  body: FlatBody | null,
  lost: ReadonlySet<string>,
  profileUnknown: boolean,
): Scope {
  const mayBeLost = (name: string) =>
    lost.has(name) || context.names.lost.has(name) || (profileUnknown && !name.includes("."));
  if (body === null) return { file, params: new Map(), body: null, mayBeLost, hasNameless: false, bounds: [] };
  const scope = bodyScope(context, body);
  return { ...scope, file, body: null, mayBeLost: (name) => mayBeLost(name) || scope.mayBeLost(name), bounds: [] };
}

/** One profile, interval, start, trace and length a test. */
function checkOnce(context: CheckContext, file: File, test: TestDeclaration): void {
  const seen = new Map<string, Span>();
  for (const step of test.steps) {
    const once = ["profile-step", "every", "start", "trace", "run"].includes(step.kind);
    if (!once) continue;
    const earlier = seen.get(step.kind);
    const name = step.kind === "profile-step" ? "profile" : step.kind;
    if (earlier === undefined) seen.set(step.kind, step.span);
    else {
      const related = [{ message: `\`${name}\` stands here already`, file: file.source.path, span: earlier }];
      context.reporter.error(file, step.span, "duplicate-setting", "step", { name }, { related });
    }
  }
}

function checkStep(room: TestRoom, step: Step): void {
  switch (step.kind) {
    case "every":
      checkTime(room, step.interval, "`every`", "positive");
      return;
    case "run":
      checkTime(room, step.length, "`run`", "zero-or-more");
      return;
    case "start":
      if (parseInstant(step.instant.value) === null) {
        const parameters = { text: step.instant.value };
        room.context.reporter.error(room.file, step.instant.span, "malformed-time", "instant", parameters);
      }
      return;
    case "given":
      for (const assignment of step.assignments) checkAssignment(room.context, room.scope, assignment);
      return;
    case "at":
      checkTime(room, step.time, "the time of `at`", "zero-or-more");
      for (const assignment of step.assignments) checkAssignment(room.context, room.scope, assignment);
      return;
    case "from":
      checkTime(room, step.from, "the start of `from`", "zero-or-more");
      checkTime(room, step.to, "the end of `from`", "zero-or-more");
      for (const ramp of step.ramps) checkRamp(room.context, room.scope, ramp);
      return;
    case "expect":
      if (step.when !== null) checkTime(room, step.when.time, `the time of \`${step.when.kind}\``, "zero-or-more");
      checkBy(room, step);
      return;
    case "profile-step":
    case "trace":
    case "broken":
      return;
    default:
      assertNever(step);
  }
}

function checkTime(room: TestRoom, time: Expression, role: string, bound: BoundedConstant["bound"]): void {
  checkConstant(room.context, room.scope, time, { dimension: "duration", bound, role });
}

function checkBy({ context, file, body }: TestRoom, step: ExpectStep): void {
  if (step.by === null || step.by.text === "" || body === null) return;
  const { text, span }: Name = step.by;
  const rule = body.rules.get(text);
  if (rule !== undefined) {
    context.resolved.set(step.by, rule.symbol);
    return;
  }
  if (body.open || body.lost.has(text) || isReserved(text)) return;
  const suggestion = nearest(text, body.rules.keys());
  if (suggestion === null && body.nameless.has("rule")) return;
  const parameters = { name: text, profile: body.symbol.name, suggestion, known: [...body.rules.keys()] };
  context.reporter.error(file, span, "unknown-rule", "unknown", parameters, meaning(file, span, suggestion));
}

/** The times of `at` and `from` must not decrease, and no ramp ends before it starts. */
function checkOrder({ context, file, test }: TestRoom, lets: ReadonlyMap<LetSymbol, number>): void {
  const environment = environmentOf(context, lets, null);
  const timeOf = (time: Expression) => {
    const result = context.types.get(time)?.dimension === "duration" ? evaluate(time, environment) : null;
    return result !== null && "value" in result ? result.value : null;
  };
  const report = (time: Expression, earlier: Expression, kind: "steps" | "ramp") => {
    const written = (part: Expression) => file.source.text.slice(part.span.start, part.span.end);
    const parameters = { time: written(time), earlier: written(earlier) };
    const related = [{ message: "the time before it", file: file.source.path, span: earlier.span }];
    context.reporter.error(file, time.span, "step-out-of-order", kind, parameters, { related });
  };
  let last: { time: Expression; value: number } | null = null;
  for (const step of test.steps) {
    if (step.kind !== "at" && step.kind !== "from") continue;
    const time = step.kind === "at" ? step.time : step.from;
    const value = timeOf(time);
    if (value === null) continue;
    if (last !== null && value < last.value) report(time, last.time, "steps");
    last = { time, value };
    const end = step.kind === "from" ? timeOf(step.to) : null;
    if (step.kind === "from" && end !== null && end < value) report(step.to, step.from, "ramp");
  }
}
