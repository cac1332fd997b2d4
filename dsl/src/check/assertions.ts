/** The static checks of assertions; whether they hold is for the prover to say. */

import type { AssertDeclaration, ClaimStep, File, Name, ProfilesStep } from "../syntax/ast.ts";
import { boundProblem, reportBound } from "./bounds.ts";
import { checkConstant } from "./constants.ts";
import type { CheckContext, Scope } from "./context.ts";
import { checkCondition } from "./expressions.ts";
import { brokenWords } from "./lost-words.ts";
import { resolveProfile } from "./resolve-profile.ts";
import type { LetSymbol } from "./symbols.ts";
import { bodyEnvironment } from "./values.ts";

/** Checks every assertion of the set. Their names are a scope of their own. */
export function checkAssertions(context: CheckContext, lets: ReadonlyMap<LetSymbol, number>): void {
  const seen = new Map<string, { readonly file: File; readonly name: Name }>();
  for (const { file, declaration } of context.names.assertions) {
    const { name } = declaration;
    const earlier = seen.get(name.text);
    if (earlier !== undefined) reportTwice(context, file, name, earlier);
    else if (name.text !== "") seen.set(name.text, { file, name });
    checkAssertion(context, lets, file, declaration);
  }
}

function reportTwice(
  { reporter }: CheckContext,
  file: File,
  name: Name,
  earlier: { readonly file: File; readonly name: Name },
): void {
  const parameters = { name: name.text, earlier: "an assertion", later: "an assertion" };
  const place = { file: earlier.file.source.path, span: earlier.name.span };
  const related = [{ message: `\`${name.text}\` is declared here`, ...place }];
  reporter.error(file, name.span, "duplicate-declaration", "twice", parameters, { related });
}

function checkAssertion(
  context: CheckContext,
  lets: ReadonlyMap<LetSymbol, number>,
  file: File,
  assertion: AssertDeclaration,
): void {
  const { steps, name } = assertion;
  const profiles = steps.filter((step) => step.kind === "profiles-step");
  const claims = steps.filter((step) => step.kind === "claim");
  checkProfiles(context, file, profiles);
  // What could not be read may have been the step that seems to be missing.
  if (!steps.some((step) => step.kind === "broken")) {
    const parameters = { name: name.text };
    if (profiles.length === 0) context.reporter.error(file, name.span, "assert-without-profile", "none", parameters);
    if (claims.length === 0) context.reporter.error(file, name.span, "assert-without-claim", "none", parameters);
  }
  const scope = assertionScope(context, file, assertion);
  for (const claim of claims) checkClaim(context, scope, claim);
  const { environment } = bodyEnvironment(context, lets, null);
  for (const constant of scope.bounds) reportBound(context.reporter, constant, boundProblem(constant, environment));
}

/** An assertion may be about several profiles, so it sees no params. */
function assertionScope(context: CheckContext, file: File, assertion: AssertDeclaration): Scope {
  const lost = brokenWords(file, assertion);
  const mayBeLost = (name: string) => lost.has(name) || context.names.lost.has(name);
  return { file, params: new Map(), body: null, mayBeLost, hasNameless: false, bounds: [] };
}

function checkProfiles(context: CheckContext, file: File, steps: readonly ProfilesStep[]): void {
  const [first, ...others] = steps;
  for (const { span } of others) {
    const related = [{ message: "`profile` stands here already", file: file.source.path, span: first!.span }];
    context.reporter.error(file, span, "duplicate-setting", "profiles", {}, { related });
  }
  const seen = new Map<string, Name>();
  for (const name of steps.flatMap(({ profiles }) => profiles)) {
    const earlier = seen.get(name.text);
    if (earlier === undefined) seen.set(name.text, name);
    if (earlier === undefined || name.text === "") resolveProfile(context, file, name);
    else {
      const related = [{ message: "it stands here already", file: file.source.path, span: earlier.span }];
      const parameters = { name: name.text };
      context.reporter.error(file, name.span, "duplicate-setting", "claimed-profile", parameters, { related });
    }
  }
}

function checkClaim(context: CheckContext, scope: Scope, { condition, hold }: ClaimStep): void {
  checkCondition(context, scope, condition);
  const needs = { dimension: "duration", bound: "zero-or-more", role: "`for`" } as const;
  if (hold !== null) checkConstant(context, scope, hold, needs);
}
