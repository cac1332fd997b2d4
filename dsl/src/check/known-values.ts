/** What constants come to, for tools: as far as it can be known, also in a set that has errors. */

import type { Analysis } from "../analyze.ts";
import { replacedParams } from "../overrides/change.ts";
import { remembered } from "../remembered.ts";
import type { Expression } from "../syntax/ast.ts";
import type { FlatBody } from "./inheritance.ts";
import type { LetSymbol } from "./symbols.ts";
import { bodyEnvironment, type Environment, evaluate, evaluateLets } from "./values.ts";

export interface KnownValues {
  /** By name, in base units: the params of the body, with what override files set. */
  readonly params: ReadonlyMap<string, number>;
  /** What a name of an expression is worth there. */
  readonly environment: Environment;
  /** A constant in base units; null where it has no value or is no constant. */
  value(expression: Expression): number | null;
}

/** What lets are worth, in base units; those that have errors are left out. */
export const letValues = remembered(
  (analysis: Analysis): ReadonlyMap<LetSymbol, number> =>
    evaluateLets({ names: analysis.names, resolved: analysis.resolved }),
);

const policyAlone = remembered((analysis: Analysis) =>
  remembered((body: FlatBody) => findValues(analysis, body, false)),
);
const withOverrides = remembered((analysis: Analysis) =>
  remembered((body: FlatBody) => findValues(analysis, body, true)),
);
const outside = remembered((analysis: Analysis) => findValues(analysis, null, false));

/** What constants come to in a body with the override files applied to it; null: outside of every body, where only lets are known. */
export function knownValues(analysis: Analysis, body: FlatBody | null): KnownValues {
  return body === null ? outside(analysis) : withOverrides(analysis)(body);
}

/** The same as policy alone has it. */
export function writtenValues(analysis: Analysis, body: FlatBody | null): KnownValues {
  return body === null ? outside(analysis) : policyAlone(analysis)(body);
}

function findValues(analysis: Analysis, body: FlatBody | null, overridden: boolean): KnownValues {
  const change = overridden && body !== null ? analysis.changes.get(body.symbol.name) : undefined;
  const isOwn = change?.body?.symbol === body?.symbol;
  const replaced = change !== undefined && isOwn ? replacedParams(change) : new Map<string, number>();
  const known = bodyEnvironment({ resolved: analysis.resolved }, letValues(analysis), body, replaced);
  return {
    ...known,
    value(expression) {
      const result = evaluate(expression, known.environment);
      return result !== null && "value" in result ? result.value : null;
    },
  };
}
