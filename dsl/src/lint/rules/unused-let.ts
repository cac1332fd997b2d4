/** unused-let: a constant that nothing reads. */

import type { LetSymbol } from "../../check/symbols.ts";
import { referencesIn } from "../../check/values.ts";
import type { Expression, Name } from "../../syntax/ast.ts";
import { withoutStatement } from "../removals.ts";
import type { Finding, LintRule, LintSet } from "../rule.ts";

export const unusedLet: LintRule<"unused-let"> = {
  code: "unused-let",
  category: "hygiene",
  level: "warning",
  summary: "A `let` that nothing reads.",
  fix: "remove it",
  *check(set): Iterable<Finding> {
    const { used, read } = usedLets(set);
    for (const symbol of set.analysis.names.lets.values()) {
      if (used.has(symbol)) continue;
      const { file, declaration, name } = symbol;
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: `nothing reads \`${name}\`; use it or remove it`,
        // Those that read it, unused as well, go first.
        fixes: read.has(symbol)
          ? []
          : [{ title: `remove \`${name}\``, edits: [withoutStatement(file, declaration.span)] }],
      };
    }
  },
};

interface Lets {
  /** Something besides unused ones reads them. */
  readonly used: ReadonlySet<LetSymbol>;
  /** Another one reads them, used or not. */
  readonly read: ReadonlySet<LetSymbol>;
}

function usedLets({ analysis: { names, resolved } }: LintSet): Lets {
  const inLets = new Set<Expression | Name>();
  const reads = new Map<LetSymbol, LetSymbol[]>();
  for (const symbol of names.lets.values()) {
    const references = referencesIn(symbol.declaration.value);
    for (const reference of references) inLets.add(reference);
    reads.set(
      symbol,
      references.map((reference) => resolved.get(reference)).filter((other) => other?.kind === "let"),
    );
  }
  const used = new Set<LetSymbol>();
  const open = [...resolved].flatMap(([node, symbol]) => (symbol.kind === "let" && !inLets.has(node) ? [symbol] : []));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (used.has(next)) continue;
    used.add(next);
    open.push(...(reads.get(next) ?? []));
  }
  return { used, read: new Set([...reads.values()].flat()) };
}
