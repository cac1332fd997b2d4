/** Writes tests for rules into a policy set, and runs them before they are shown. */

import {
  analyze,
  type BodyDeclaration,
  type ParsedFile,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  type TestDeclaration,
} from "@macro-engine/dsl";
import { createEvaluator } from "../../../../engine/src/runtime/evaluator.ts";
import { findBoundary } from "../../../../engine/src/runtime/generate-test/find-boundary.ts";
import { type GeneratedTest, testsOf } from "../../../../engine/src/runtime/generate-test/test-text.ts";
import { runTest } from "../../../../engine/src/runtime/simulate-test.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Edit } from "../place.ts";

export interface GeneratedTests {
  /** Null where no rule got a test. */
  readonly edit: Edit | null;
  readonly titles: readonly string[];
  /** By rule, why it got none. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** Tests that pass, for rules of a profile of `view.analysis.policyProgram`. `pause` is called between two rules, and two tests. */
export async function generateTests(
  view: PolicyView,
  program: Program,
  profile: ProgramProfile,
  rules: readonly ProgramRule[],
  pause: () => Promise<void> = async () => {},
): Promise<GeneratedTests> {
  const titles = new Set(program.tests.map(({ title }) => title));
  // Evaluators are made of whole programs, again and again.
  const alone: Program = { ...program, profiles: [profile], tests: [], assertions: [] };
  const reasons = new Map<string, string>();
  const made: (GeneratedTest & { readonly rule: string })[] = [];
  for (const rule of rules) {
    await pause();
    const boundary = await findBoundary(alone, profile, rule);
    if ("reason" in boundary) {
      reasons.set(rule.name, boundary.reason);
      continue;
    }
    for (const test of testsOf({ program, profile, rule, width: view.config.fmt.width }, boundary, titles)) {
      made.push({ ...test, rule: rule.name });
      titles.add(test.title);
    }
  }
  const passing = await passingOf(view, profile, made, reasons, pause);
  return { edit: insertion(view, profile, passing), titles: passing.map(({ title }) => title), reasons };
}

/** Those that pass once they stand in the set: what is offered has been run. */
async function passingOf<T extends GeneratedTest & { readonly rule: string }>(
  view: PolicyView,
  profile: ProgramProfile,
  made: readonly T[],
  reasons: Map<string, string>,
  pause: () => Promise<void>,
): Promise<readonly T[]> {
  const edit = insertion(view, profile, made);
  if (edit === null) return [];
  const program = programWith(view, edit, filesBehind(view, profile)) ?? programWith(view, edit, view.analysis.files);
  const passed: T[] = [];
  for (const one of made) {
    await pause();
    const test = program?.tests.find(({ title }) => title === one.title);
    const run = test === undefined ? null : await runTest(program!, test, createEvaluator);
    if (run?.passed === true && run.neverKnown.length === 0) passed.push(one);
    else if (!passed.some(({ rule }) => rule === one.rule)) reasons.set(one.rule, "no test was found that passes");
  }
  return passed;
}

/** Null where these files have errors without the others. */
function programWith({ channels }: PolicyView, edit: Edit, among: readonly ParsedFile[]): Program | null {
  const files = among.map((parsed) => {
    const { path, text } = parsed.file.source;
    if (path !== edit.file) return parsed;
    return { path, text: text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) };
  });
  return analyze({ files, channels }).program;
}

/** Those that declare the profile, what it extends, and what conditions name; and the tests that it has. */
function filesBehind({ analysis }: PolicyView, { name }: ProgramProfile): readonly ParsedFile[] {
  const { names, bodies } = analysis;
  const symbol = names.bodies.get(name);
  const lineage = symbol === undefined ? [] : (bodies.get(symbol)?.lineage ?? []);
  const values = [...names.lets.values(), ...names.schedules.values(), ...names.metrics.values()];
  const own = names.tests.filter(({ declaration }) => isOf(declaration, name));
  const needed = new Set([...lineage, ...values, ...own].map(({ file }) => file));
  return analysis.files.filter(({ file }) => needed.has(file));
}

function isOf({ steps }: TestDeclaration, profile: string): boolean {
  return steps.some((step) => step.kind === "profile-step" && step.name.text === profile);
}

/** Behind the last test of the profile, else behind the profile. */
function insertion(view: PolicyView, profile: ProgramProfile, tests: readonly GeneratedTest[]): Edit | null {
  if (tests.length === 0) return null;
  const { names } = view.analysis;
  const own = names.tests.filter(({ declaration }) => isOf(declaration, profile.name));
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
