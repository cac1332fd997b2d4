/** Tests for the rule at a cursor, or for every rule of the profile whose header it is at. */

import type { BodyDeclaration, Program, ProgramProfile, ProgramRule, RuleMember } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { generateTests } from "../generate-test/generate-tests.ts";
import type { Action, ActionKind, ActionMaker, ActionPlace, ActionResult, Pause } from "./action.ts";
import { remarksAt } from "./remarks.ts";

export const generateTest: ActionMaker = { kinds: ["refactor.generateTest", "quickfix"], make: generating };

/** Of a template: profiles that a test is offered for. */
const mostProfiles = 3;
/** Of a profile: rules that get their tests in one go. Each of those is tried among all of them, again and again. */
const mostRules = 200;

function* generating(place: ActionPlace): Iterable<Action> {
  const body = place.parsed?.file.declarations.find(
    (declaration): declaration is BodyDeclaration =>
      (declaration.kind === "profile" || declaration.kind === "template") && isAround(declaration.span, place),
  );
  if (body === undefined || body.name.text === "") return;
  const rule = body.members.find(
    (member): member is RuleMember => member.kind === "rule" && isAround(member.span, place),
  );
  if (rule === undefined ? !isAround(body.header, place) || body.kind === "template" : rule.name.text === "") return;
  const program = place.view.analysis.policyProgram;
  const what = rule === undefined ? `every rule of \`${body.name.text}\`` : `\`${rule.name.text}\``;
  const title = `Generate ${rule === undefined ? "tests" : "a test"} for ${what}`;
  if (program === null) yield disabled(title, "the policy set has errors; mend them first");
  else if (rule === undefined) yield* ofProfile(place.view, program, body.name.text, title);
  else yield* ofRule(place, program, body, rule, title);
}

function isAround({ start, end }: { readonly start: number; readonly end: number }, { span }: ActionPlace): boolean {
  return start <= span.start && span.end <= end;
}

function disabled(title: string, reason: string): Action {
  return { title, kind: "refactor.generateTest", disabled: reason, edits: () => [] };
}

function* ofProfile(view: PolicyView, program: Program, name: string, title: string): Iterable<Action> {
  const profile = program.profiles.find((each) => each.name === name);
  if (profile === undefined) return;
  if (profile.rules.length === 0) yield disabled(title, `profile \`${name}\` has no rules`);
  else if (profile.rules.length > mostRules) {
    const count = `profile \`${name}\` has ${profile.rules.length} rules, and up to ${mostRules} get tests in one go`;
    yield disabled(title, `${count}; ask for a test at each rule that needs one`);
  } else yield offered(view, program, profile, profile.rules, title, {});
}

function* ofRule(
  place: ActionPlace,
  program: Program,
  body: BodyDeclaration,
  rule: RuleMember,
  title: string,
): Iterable<Action> {
  const { name } = rule;
  const path = place.path;
  const isThis = (each: ProgramRule) =>
    each.name === name.text && each.declaredIn === body.name.text && each.place.file === path;
  const profiles = program.profiles.filter(({ rules }) => rules.some(isThis));
  if (profiles.length === 0) yield disabled(title, `no profile has this rule, so nothing runs it`);
  const untested = remarksAt(place).filter(({ code }) => code === "untested-rule");
  const isFix = untested.length > 0 ? { kind: "quickfix" as const, mends: untested } : {};
  for (const profile of profiles.slice(0, mostProfiles)) {
    const where = profiles.length === 1 && body.kind === "profile" ? title : `${title} in \`${profile.name}\``;
    yield offered(place.view, program, profile, profile.rules.filter(isThis), where, isFix);
  }
}

function offered(
  view: PolicyView,
  program: Program,
  profile: ProgramProfile,
  rules: readonly ProgramRule[],
  title: string,
  isFix: Partial<Pick<Action, "kind" | "mends">>,
): Action {
  const kind: ActionKind = "refactor.generateTest";
  return { title, kind, ...isFix, edits: (pause) => written(view, program, profile, rules, pause) };
}

async function written(
  view: PolicyView,
  program: Program,
  profile: ProgramProfile,
  rules: readonly ProgramRule[],
  pause: Pause | undefined,
): Promise<ActionResult> {
  const { edit, reasons } = await generateTests(view, program, profile, rules, pause);
  if (edit !== null) return [edit];
  return { reason: [...reasons].map(([rule, reason]) => `${rule}: ${reason}`).join("; ") };
}
