/** Reports lets and params that depend on themselves. */

import type { CheckContext } from "./context.ts";
import { findCycles } from "./cycles.ts";
import type { FlatBody } from "./inheritance.ts";
import { paramsOf, referencesIn } from "./values.ts";

export function reportCyclicLets({ names, reporter }: CheckContext): void {
  const lets = [...names.lets.values()];
  const cycles = findCycles(lets, (symbol) =>
    referencesIn(symbol.declaration.value).flatMap((reference) => names.lets.get(reference.name) ?? []),
  );
  for (const cycle of cycles) {
    const first = cycle[0]!;
    const parameters = { names: [...cycle, first].map((symbol) => symbol.name) };
    reporter.error(first.file, first.declaration.name.span, "not-constant", "cycle", parameters);
  }
}

/** A cycle among a body's params is reported where its own member closes it; one that a base brings, there. */
export function reportCyclicParams({ reporter }: CheckContext, body: FlatBody): void {
  const own = new Set<unknown>(body.symbol.declaration.members);
  for (const cycle of findCycles([...body.params.keys()], (name) => paramsOf(body, body.params.get(name)!.value))) {
    const at = cycle.findIndex((name) => own.has(body.params.get(name)!.member));
    if (at < 0) continue;
    const names = [...cycle.slice(at), ...cycle.slice(0, at + 1)];
    const { member, file } = body.params.get(cycle[at]!)!;
    reporter.error(file, member.name.span, "not-constant", "cycle", { names });
  }
}
