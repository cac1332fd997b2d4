/** Hovers and navigation each find out in their own way what a name stands for: they agree. */

import type { PolicySymbol } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { randomFrom } from "../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../dsl/src/testing/random-policy.ts";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { shippedView } from "../testing/shipped.ts";
import { viewOf } from "../testing/view.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { hover } from "./hover.ts";
import { spotAt, symbolAt } from "./spot.ts";
import type { Subject } from "./subject.ts";
import { useAt } from "./uses.ts";
import { writtenNames } from "./written-names.ts";

/** What is no symbol of the language. */
const others = new Set(["function", "channel", "assert"]);

function disagreements(view: PolicyView): string[] {
  return [...view.sources.keys()].flatMap((path) => {
    const parsed = view.file(path);
    if (parsed === null) return [];
    return writtenNames(parsed).list.flatMap(({ name, span, place }) => {
      const subject = useAt(view, path, span.start)?.subject;
      const where = `${path}:${span.start} ${name} (${place})`;
      if (subject === undefined || subject.clashes || others.has(subject.kind)) return [];
      if (hover(view, path, span.start) === null) return [`${where}: no hover`];
      const symbol = symbolAt(view.analysis, spotAt(view.analysis, parsed, span.start));
      if (symbol === null) return [`${where}: ${subject.kind}, or nothing`];
      const kind = symbol.kind === "body" ? symbol.declaration.kind : symbol.kind;
      const same = kind === subject.kind && symbol.name === subject.name && isDeclared(symbol, subject);
      return same ? [] : [`${where}: ${subject.kind}, or ${kind} ${symbol.name}`];
    });
  });
}

/** Params and rules may share a name; an override belongs to what it overrides, and is not the rule's own declaration. */
function isDeclared(symbol: PolicySymbol, { members }: Subject): boolean {
  if (symbol.kind === "param") return members.has(symbol.declaration);
  return symbol.kind !== "rule" || symbol.declaration.override || members.has(symbol.declaration);
}

test("in the shipped policies", () => {
  expect(disagreements(shippedView())).toEqual([]);
});

test("in random policies", () => {
  for (let seed = 0; seed < rounds(60, 2000); seed++) {
    const { view } = viewOf({ "a.macropolicy": randomPolicy(randomFrom(seed)).replaceAll("|", "") });
    expect(disagreements(view), `seed ${seed}`).toEqual([]);
  }
});
