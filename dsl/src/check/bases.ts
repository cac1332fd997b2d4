/** Resolves `extends`, refuses cycles, and puts every body after its bases. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type { Name } from "../syntax/ast.ts";
import { extendsLimit } from "../syntax/limits.ts";
import { dependenciesFirst, findCycles } from "./cycles.ts";
import { isReserved } from "./lost-words.ts";
import type { Names } from "./names.ts";
import type { Reporter } from "./reporter.ts";
import type { BodySymbol } from "./symbols.ts";

export interface ResolvedBody {
  readonly symbol: BodySymbol;
  /** Left to right; those that are unknown, misplaced or close a cycle are left out. */
  readonly bases: readonly BodySymbol[];
  /** Something was left out, or a base's name clashes: what it inherits is not all known. */
  readonly open: boolean;
}

/** Bodies in an order in which bases come first. */
export function resolveBases(names: Names, reporter: Reporter): ResolvedBody[] {
  const basesOf = new Map<BodySymbol, BodySymbol[]>();
  const open = new Set<BodySymbol>();
  for (const symbol of names.allBodies) {
    const bases: BodySymbol[] = [];
    for (const name of symbol.declaration.bases) {
      const base = resolveBase(names, reporter, symbol, name);
      if (base === null || names.ambiguousBodies.has(base.name)) open.add(symbol);
      if (base !== null && !bases.includes(base)) bases.push(base);
    }
    basesOf.set(symbol, bases);
  }
  for (const cycle of findCycles(names.allBodies, (symbol) => basesOf.get(symbol)!)) {
    reportCycle(reporter, cycle);
    for (const symbol of cycle) open.add(symbol);
  }
  const order = dependenciesFirst(names.allBodies, (symbol) => basesOf.get(symbol)!);
  const position = new Map(order.map((symbol, index) => [symbol, index]));
  // In a cycle some base comes later: that edge is cut.
  order.forEach((symbol, index) => {
    const earlier = basesOf.get(symbol)!.filter((base) => position.get(base)! < index);
    basesOf.set(symbol, earlier);
  });
  cutLongExtends(reporter, order, basesOf, open);
  return order.map((symbol) => ({ symbol, bases: basesOf.get(symbol)!, open: open.has(symbol) }));
}

/** Every body holds all that it inherits: a long row costs its square. Cut where it is too long, and reported once. */
function cutLongExtends(
  reporter: Reporter,
  order: readonly BodySymbol[],
  basesOf: Map<BodySymbol, BodySymbol[]>,
  open: Set<BodySymbol>,
): void {
  const depths = new Map<BodySymbol, number>();
  let reported = false;
  for (const symbol of order) {
    const depth = basesOf.get(symbol)!.reduce((most, base) => Math.max(most, depths.get(base)! + 1), 0);
    depths.set(symbol, depth);
    if (depth <= extendsLimit) continue;
    basesOf.set(symbol, []);
    // In a cycle, its own error says all there is to say.
    if (!reported && !open.has(symbol)) {
      const parameters = { name: symbol.name, limit: extendsLimit };
      reporter.error(symbol.file, symbol.declaration.header, "misplaced-setting", "long-extends", parameters);
      reported = true;
    }
    open.add(symbol);
  }
}

function resolveBase(names: Names, reporter: Reporter, symbol: BodySymbol, name: Name): BodySymbol | null {
  if (name.text === "") return null;
  const base = names.bodies.get(name.text);
  const isTemplate = symbol.declaration.kind === "template";
  if (base === undefined) {
    if (names.lost.has(name.text) || isReserved(name.text)) return null;
    const candidates = [...names.bodies.values()].filter((body) => !isTemplate || body.declaration.kind === "template");
    const suggestion = nearest(
      name.text,
      candidates.map((body) => body.name).filter((other) => other !== symbol.name),
    );
    const mayBeNameless = names.nameless.has("template") || (!isTemplate && names.nameless.has("profile"));
    if (suggestion === null && mayBeNameless) return null;
    reporter.error(
      symbol.file,
      name.span,
      "unknown-base",
      "unknown",
      { name: name.text, isTemplate, suggestion },
      meaning(symbol.file, name.span, suggestion),
    );
    return null;
  }
  if (isTemplate && base.declaration.kind === "profile") {
    const parameters = { template: symbol.name, base: name.text };
    reporter.error(symbol.file, name.span, "misplaced-setting", "profile-as-base", parameters);
    return null;
  }
  return base;
}

/** Places that a message of a long cycle points at. */
const mostRelated = 10;

function reportCycle(reporter: Reporter, cycle: readonly BodySymbol[]): void {
  const first = cycle[0]!;
  const related = cycle.slice(1, 1 + mostRelated).map((symbol) => ({
    message: `\`${symbol.name}\` extends ${symbol.declaration.bases
      .flatMap(({ text }) => (text === "" ? [] : [`\`${text}\``]))
      .join(", ")}`,
    file: symbol.file.source.path,
    span: symbol.declaration.header,
  }));
  const names = [...cycle, first].map((symbol) => symbol.name);
  reporter.error(first.file, first.declaration.header, "cyclic-extends", "cycle", { names }, { related });
}
