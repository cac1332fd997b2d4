/** Writes tests for rules into a policy set, and runs them before they are shown. */

import { analyze, type BodyDeclaration, type Program, type ProgramProfile, type ProgramRule } from "@macro-engine/dsl";
import { createEvaluator } from "../../../../engine/src/runtime/evaluator.ts";
import { runTest } from "../../../../engine/src/runtime/simulate-test.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Edit } from "../place.ts";
import { findBoundary } from "./find-boundary.ts";
import { type GeneratedTest, testsOf } from "./test-text.ts";

export interface GeneratedTests {
  /** Null where no rule got a test. */
  readonly edit: Edit | null;
  readonly titles: readonly string[];
  /** By rule, why it got none. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** Tests that pass, for rules of a profile of `view.analysis.policyProgram`. */
export async function generateTests(
  view: PolicyView,
  program: Program,
  profile: ProgramProfile,
  rules: readonly ProgramRule[],
): Promise<GeneratedTests> {
  const titles = new Set(program.tests.map(({ title }) => title));
  const reasons = new Map<string, string>();
  const made: (GeneratedTest & { readonly rule: string })[] = [];
  for (const rule of rules) {
    const boundary = await findBoundary(program, profile, rule);
    if ("reason" in boundary) {
      reasons.set(rule.name, boundary.reason);
      continue;
    }
    for (const test of testsOf({ program, profile, rule, width: view.config.fmt.width }, boundary, titles)) {
      made.push({ ...test, rule: rule.name });
      titles.add(test.title);
    }
  }
  const passing = await passingOf(view, profile, made, reasons);
  return { edit: insertion(view, profile, passing), titles: passing.map(({ title }) => title), reasons };
}

/** Those that pass once they stand in the set: what is offered has been run. */
async function passingOf<T extends GeneratedTest & { readonly rule: string }>(
  view: PolicyView,
  profile: ProgramProfile,
  made: readonly T[],
  reasons: Map<string, string>,
): Promise<readonly T[]> {
  const edit = insertion(view, profile, made);
  if (edit === null) return [];
  const { channels } = view;
  const files = view.analysis.files.map((parsed) => {
    const { path, text } = parsed.file.source;
    if (path !== edit.file) return parsed;
    return { path, text: text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) };
  });
  const { program } = analyze({ files, channels });
  const passed: T[] = [];
  for (const one of made) {
    const test = program?.tests.find(({ title }) => title === one.title);
    const run = test === undefined ? null : await runTest(program!, test, createEvaluator);
    if (run?.passed === true && run.neverKnown.length === 0) passed.push(one);
    else if (!passed.some(({ rule }) => rule === one.rule)) reasons.set(one.rule, "no test was found that passes");
  }
  return passed;
}

/** Behind the last test of the profile, else behind the profile. */
function insertion(view: PolicyView, profile: ProgramProfile, tests: readonly GeneratedTest[]): Edit | null {
  if (tests.length === 0) return null;
  const { names } = view.analysis;
  const own = names.tests.filter(({ declaration }) =>
    declaration.steps.some((step) => step.kind === "profile-step" && step.name.text === profile.name),
  );
  const body = names.bodies.get(profile.name);
  const home = own.filter(({ file }) => file === body?.file).at(-1) ?? own.at(-1) ?? body;
  if (home === undefined) return null;
  const { source } = home.file;
  const declaration: { readonly span: BodyDeclaration["span"] } = home.declaration;
  const lineEnd = /\r?\n/.exec(source.text)?.[0] ?? "\n";
  // A comment behind the declaration stays on its line.
  const rest = /[^\r\n]*/y;
  rest.lastIndex = declaration.span.end;
  const behind = rest.exec(source.text)![0];
  const at = declaration.span.end + (/^\s*(#|$)/.test(behind) ? behind.length : 0);
  const text = tests.map((test) => `${lineEnd}${lineEnd}${test.text.trimEnd().replaceAll("\n", lineEnd)}`).join("");
  return { file: source.path, span: { start: at, end: at }, text: at < source.text.length ? text : text + lineEnd };
}
