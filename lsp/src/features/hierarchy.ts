/** What extends what: templates and profiles with their bases, rules with what they override. */

import { type FlatBody, type RuleMember, remembered } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";
import { bodyOf, flatBodies, profileNamed } from "./subjects.ts";
import { type Use, useAt } from "./uses.ts";

/** A body, or a rule of one. By names, which outlast offsets. */
export interface TypeNode {
  readonly body: string;
  readonly rule: string | null;
}

export interface TypeEntry {
  readonly node: TypeNode;
  readonly kind: "template" | "profile" | "rule";
  readonly detail: string;
  readonly name: Place;
  readonly whole: Place["span"];
}

/** The body or rule whose name stands at an offset; null for everything else. */
export function prepareTypes(view: PolicyView, path: string, offset: number): TypeEntry | null {
  const use = useAt(view, path, offset);
  const node = use === null ? null : nodeOf(view, use);
  return node === null ? null : entryFor(view, node);
}

function nodeOf({ analysis }: PolicyView, { subject, written }: Use): TypeNode | null {
  if (subject.kind === "template" || subject.kind === "profile") return { body: subject.name, rule: null };
  if (subject.kind !== "rule") return null;
  const scope = "scope" in written ? bodyOf(analysis, written.scope) : null;
  const within = "scope" in written ? scope : written.profile === null ? null : profileNamed(analysis, written.profile);
  // The rule that is in force there; of a removal, what it removes.
  const found = within?.rules.get(subject.name) ?? firstOf(within?.bases ?? [], subject.name);
  return found === undefined ? null : { body: found.symbol.body.name, rule: subject.name };
}

function firstOf(bodies: readonly FlatBody[], rule: string) {
  for (const body of bodies) {
    const found = body.rules.get(rule);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Its bases, or the rules that it overrides. */
export function superTypes(view: PolicyView, node: TypeNode): readonly TypeEntry[] {
  const body = bodyNamed(view, node.body);
  if (body === null) return [];
  const { rule } = node;
  if (rule === null)
    return entries(
      view,
      body.bases.map((base) => ({ body: base.symbol.name, rule: null })),
    );
  return entries(
    view,
    body.bases.flatMap((base) => {
      const found = base.rules.get(rule);
      return found === undefined ? [] : [{ body: found.symbol.body.name, rule }];
    }),
  );
}

/** What extends it directly, or the rules that override it next. */
export function subTypes(view: PolicyView, node: TypeNode): readonly TypeEntry[] {
  const body = bodyNamed(view, node.body);
  if (body === null) return [];
  const { rule } = node;
  if (rule === null) {
    const below = extendersOf(view).get(body) ?? [];
    return entries(
      view,
      below.map((each) => ({ body: each.symbol.name, rule: null })),
    );
  }
  const own = body.rules.get(rule)?.symbol.declaration;
  return own === undefined ? [] : entries(view, overriders(view, body, rule, own));
}

/** Down every line of `extends` to the first body that has a rule of its own instead. */
function overriders(view: PolicyView, from: FlatBody, rule: string, own: RuleMember): TypeNode[] {
  const found: TypeNode[] = [];
  const seen = new Set<FlatBody>([from]);
  const open = [from];
  while (open.length > 0) {
    for (const body of extendersOf(view).get(open.pop()!) ?? []) {
      if (seen.has(body)) continue;
      seen.add(body);
      const symbol = body.rules.get(rule)?.symbol;
      if (symbol === undefined) continue;
      if (symbol.declaration === own) open.push(body);
      else if (symbol.body.name === body.symbol.name) found.push({ body: body.symbol.name, rule });
    }
  }
  return found;
}

const extendersOf = ({ analysis }: PolicyView) => extenders(analysis);

const extenders = remembered(({ bodies }: PolicyView["analysis"]): ReadonlyMap<FlatBody, readonly FlatBody[]> => {
  const found = new Map<FlatBody, FlatBody[]>();
  for (const body of bodies.values()) {
    for (const base of body.bases) {
      const known = found.get(base);
      if (known === undefined) found.set(base, [body]);
      else known.push(body);
    }
  }
  return found;
});

function bodyNamed({ analysis }: PolicyView, name: string): FlatBody | null {
  const symbol = analysis.names.bodies.get(name);
  return symbol === undefined ? null : (flatBodies(analysis).get(symbol.declaration) ?? null);
}

/** Each once, in the order given. */
function entries(view: PolicyView, nodes: readonly TypeNode[]): readonly TypeEntry[] {
  const unique = new Map(nodes.map((node) => [`${node.body} ${node.rule}`, node]));
  return [...unique.values()].flatMap((node) => entryFor(view, node) ?? []);
}

function entryFor(view: PolicyView, node: TypeNode): TypeEntry | null {
  const body = bodyNamed(view, node.body);
  if (body === null) return null;
  const { file, declaration } = body.symbol;
  const path = file.source.path;
  if (node.rule === null) {
    const name = { file: path, span: declaration.name.span };
    return { node, kind: declaration.kind, detail: path, name, whole: declaration.span };
  }
  const rule = body.rules.get(node.rule)?.symbol.declaration;
  if (rule === undefined) return null;
  const name = { file: path, span: rule.name.span };
  return { node, kind: "rule", detail: `${declaration.kind} ${node.body}`, name, whole: rule.span };
}
