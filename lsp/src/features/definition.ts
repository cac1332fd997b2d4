/**
 * Where names come from. Two answers: the definition is what gives a name its meaning at this place (the `set` that a
 * body inherits, the override that a profile runs), the declaration is where the name was first made.
 */

import { type FlatBody, type Node, nodesAt, type Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";
import { bodyOf, profileNamed } from "./subjects.ts";
import { type Use, useAt, usesOf } from "./uses.ts";

export interface Origin {
  /** The name that was asked about. */
  readonly from: Place;
  readonly targets: readonly Target[];
}

/** Where to go, and all that belongs to it. */
export interface Target {
  readonly name: Place;
  readonly whole: Span;
}

export function definition(view: PolicyView, path: string, offset: number): Origin | null {
  const use = useAt(view, path, offset);
  if (use === null) return null;
  const effective = effectivePlaces(view, use);
  return originOf(view, use, effective.length > 0 ? effective : declaredPlaces(view, use));
}

export function declaration(view: PolicyView, path: string, offset: number): Origin | null {
  const use = useAt(view, path, offset);
  return use === null ? null : originOf(view, use, declaredPlaces(view, use));
}

/** What changes it further down: overrides and removals of a rule, sets of a param, bodies that extend one. */
export function implementations(view: PolicyView, path: string, offset: number): Origin | null {
  const use = useAt(view, path, offset);
  if (use === null) return null;
  const { kind } = use.subject;
  const isBody = kind === "template" || kind === "profile";
  // What a test assigns to a metric is no part of it.
  if (!isBody && kind !== "rule" && kind !== "param") return null;
  const changing = usesOf(view, use.subject).filter(({ access, written }) =>
    isBody ? written.place === "base" : access === "sets" || access === "overrides",
  );
  const places = changing.map(({ place, written }) => {
    const body = isBody && "scope" in written ? written.scope : null;
    return body !== null && body.kind !== "test" ? { file: place.file, span: body.name.span } : place;
  });
  return originOf(view, use, places);
}

function originOf(view: PolicyView, use: Use, places: readonly Place[]): Origin | null {
  if (places.length === 0) return null;
  return { from: use.place, targets: places.map((name) => ({ name, whole: holderOf(view, name) })) };
}

/** The declaration or member that a name heads; the name itself where it heads none. */
function holderOf(view: PolicyView, { file, span }: Place): Span {
  const parsed = view.file(file);
  const holder = parsed === null ? undefined : nodesAt(parsed.file, span.start).findLast((node) => heads(node, span));
  return holder?.span ?? span;
}

function heads(node: Node, { start }: Span): boolean {
  return "name" in node && typeof node.name === "object" && node.name.span.start === start;
}

function declaredPlaces(view: PolicyView, { subject }: Use): readonly Place[] {
  if (subject.kind !== "channel") return subject.declarations;
  return usesOf(view, subject).flatMap(({ access, place }) => (access === "declares" ? [place] : []));
}

/** Empty for what is declared once and never changed. */
function effectivePlaces({ analysis }: PolicyView, { written, subject }: Use): readonly Place[] {
  if (subject.kind !== "param" && subject.kind !== "rule") return [];
  const place = subject.kind === "param" ? paramPlace : rulePlace;
  if (!("scope" in written)) {
    const body = written.profile === null ? null : profileNamed(analysis, written.profile);
    return place(body, subject.name);
  }
  const body = bodyOf(analysis, written.scope);
  switch (written.place) {
    case "value":
    case "by":
    case "unread":
      return place(body, subject.name);
    case "set":
    case "override":
    case "remove": {
      const found = (body?.bases ?? []).flatMap((base) => place(base, subject.name));
      return found.filter(({ file, span }, at) => {
        const first = found.findIndex((other) => other.file === file && other.span.start === span.start);
        return first === at;
      });
    }
    default:
      return [];
  }
}

/** What gives a param its value in a body. */
function paramPlace(body: FlatBody | null, name: string): readonly Place[] {
  const param = body?.params.get(name);
  return param === undefined ? [] : [{ file: param.file.source.path, span: param.member.name.span }];
}

/** The rule that a body runs under a name. */
function rulePlace(body: FlatBody | null, name: string): readonly Place[] {
  const symbol = body?.rules.get(name)?.symbol;
  return symbol === undefined ? [] : [{ file: symbol.file.source.path, span: symbol.declaration.name.span }];
}
