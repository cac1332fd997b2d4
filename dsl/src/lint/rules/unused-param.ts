/** unused-param: a param that no rule or setting reads, in whatever body. */

import type { ParamSymbol } from "../../check/symbols.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { withoutStatement } from "../removals.ts";
import type { LintRule, LintSet } from "../rule.ts";

export const unusedParam: LintRule<"unused-param"> = {
  code: "unused-param",
  category: "hygiene",
  level: "warning",
  summary: "A param that nothing reads.",
  fix: "remove it, and what sets it",
  *check(set) {
    const used = usedParams(set);
    for (const symbol of [...set.analysis.names.params.values()].flat()) {
      if (used.has(symbol)) continue;
      const { name, file, declaration } = symbol;
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: `nothing reads \`${name}\`, whatever it is set to; use it or remove it`,
        fixes: removal(set, symbol),
      };
    }
  },
};

/** Those that are read by name, and those that what is read goes back to where bodies bring several together. */
function usedParams({ analysis: { resolved, bodies } }: LintSet): ReadonlySet<ParamSymbol> {
  const used = new Set<ParamSymbol>();
  for (const [node, symbol] of resolved) if (symbol.kind === "param" && node.kind !== "name") used.add(symbol);
  for (const body of bodies.values()) {
    for (const { symbol, roots } of body.params.values()) {
      if ([...roots].some((root) => used.has(root)) || used.has(symbol)) for (const root of roots) used.add(root);
    }
  }
  return used;
}

/** None where an override file may set it, which would then set what is not there. */
function removal({ analysis: { names, bodies, resolved }, overrides }: LintSet, symbol: ParamSymbol): readonly Fix[] {
  if (overrides.some(({ text }) => text.includes(symbol.name))) return [];
  const isAlone = [...bodies.values()].every(({ params }) => {
    const param = params.get(symbol.name);
    return param === undefined || !param.roots.has(symbol) || param.roots.size === 1;
  });
  if (!isAlone) return [];
  const sets = names.allBodies.flatMap(({ file, declaration }) =>
    declaration.members.flatMap((member) => {
      return member.kind === "set" && resolved.get(member.name) === symbol ? [withoutStatement(file, member.span)] : [];
    }),
  );
  const edits = [withoutStatement(symbol.file, symbol.declaration.span), ...sets];
  return [
    { title: sets.length === 0 ? `remove \`${symbol.name}\`` : `remove \`${symbol.name}\` and what sets it`, edits },
  ];
}
