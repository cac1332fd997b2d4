/** What a test expected and what happened instead, a line each: editors show one beside the other. */

import { actionText } from "@macro-engine/dsl";
import type { Verdict } from "../../../../engine/src/runtime/expectations.ts";
import { timeText } from "../../../../engine/src/runtime/expectations-explain.ts";
import type { Decision } from "../../../../engine/src/runtime/types.ts";

export interface SideBySide {
  readonly expected: string;
  readonly actual: string;
}

const mostDecisions = 3;

export function sideBySide({ expectation, matching, near }: Verdict): SideBySide {
  const { negated, outcome, by, when } = expectation;
  const named = `${outcome}${by === null ? "" : ` by ${by}`}`;
  const bound = when === null || when.kind === "at" ? "" : ` ${when.kind} ${timeText(when.timeMs)}`;
  if (negated) return { expected: `no ${named}${bound}`, actual: listed(matching) };
  const instead = near.filter(({ rule }) => by === null || rule === by);
  const others = instead.length > 0 ? instead : near;
  return {
    expected: when?.kind === "at" ? `${timeText(when.timeMs)} ${named}` : `${named}${bound}`,
    actual: others.length > 0 ? listed(others) : `no ${named}`,
  };
}

function listed(decisions: readonly Decision[]): string {
  const texts = decisions.slice(0, mostDecisions).map((decision) => {
    const what = decision.kind === "clear" ? "clear" : actionText(decision);
    return `${timeText(decision.time)} ${what} by ${decision.rule}`;
  });
  const more = decisions.length - mostDecisions;
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
