/** Looks up what a name stands for, by where it stands. */

import {
  type Analysis,
  type BodyDeclaration,
  type FlatBody,
  remembered,
  type TestDeclaration,
} from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Subject } from "./subject.ts";
import { subjectBook } from "./subject-book.ts";
import type { WrittenName } from "./written-names.ts";
import type { YamlName } from "./yaml-reader.ts";

/** What a name of a policy stands for; null for what stands for nothing. */
export function subjectOfWritten(view: PolicyView, path: string, written: WrittenName): Subject | null {
  const { analysis } = view;
  const book = subjectBook(analysis);
  const { name, scope } = written;
  const body = bodyOf(analysis, scope);
  switch (written.place) {
    case "schedule":
    case "metric":
    case "let":
      return book.declaredValue(name, path, written.span);
    case "template":
    case "profile":
    case "base":
    case "tested":
      return book.body(name);
    case "assert":
      return book.assertion(name);
    case "param":
      return book.declaredParam(name, path, written.span);
    case "set":
      return book.param(name, body);
    case "rule":
    case "override":
    case "remove":
      return book.ownRule(name, body);
    case "by":
      return book.rule(name, body);
    case "assigned":
      return book.metric(name);
    case "value":
      return book.value(name, body);
    case "function":
      return book.function(name);
    case "channel":
      return book.channel(name);
    case "unread":
      return book.value(name, body) ?? book.rule(name, body) ?? book.body(name) ?? book.function(name);
  }
}

/** What a name of an override file or the configuration stands for. */
export function subjectOfYaml({ analysis }: PolicyView, { name, place, profile }: YamlName): Subject | null {
  const book = subjectBook(analysis);
  const body = profile === null ? null : profileNamed(analysis, profile);
  switch (place) {
    case "override-profile":
    case "original-macro":
    case "macro-profile":
      return profileNamed(analysis, name) === null ? null : book.body(name);
    case "override-set":
      return book.param(name, body);
    case "override-rule":
      return book.rule(name, body);
    case "original-limit":
      return book.param(name, body) ?? book.rule(name, body);
    case "channel-key":
      return book.channel(name);
    case "metric-key":
      return book.metric(name);
  }
}

/** The body in which a declaration's names are looked up: itself, or the profile of a test. */
export function bodyOf(analysis: Analysis, scope: WrittenName["scope"]): FlatBody | null {
  if (scope?.kind === "template" || scope?.kind === "profile") return flatBodies(analysis).get(scope) ?? null;
  return scope?.kind === "test" ? testedBody(analysis, scope) : null;
}

function testedBody(analysis: Analysis, { steps }: TestDeclaration): FlatBody | null {
  const step = steps.find((each) => each.kind === "profile-step");
  return step === undefined ? null : profileNamed(analysis, step.name.text);
}

export function profileNamed(analysis: Analysis, name: string): FlatBody | null {
  const symbol = analysis.names.bodies.get(name);
  return symbol?.declaration.kind === "profile" ? (analysis.bodies.get(symbol) ?? null) : null;
}

/** Bodies by their declarations, which stay the same objects from one analysis to the next. */
export const flatBodies = remembered(
  ({ bodies }: Analysis): ReadonlyMap<BodyDeclaration, FlatBody> =>
    new Map([...bodies].map(([symbol, flat]) => [symbol.declaration, flat])),
);
