/** Which stored decision somebody means. */

import type { StoredDecision, StoreReader } from "../store/store.ts";

export interface EventQuery {
  /** An id, or enough of its beginning or end; absent: the last cancellation that nothing muted, else the last firing. */
  readonly id?: string;
  /** Only of this macro. */
  readonly macro?: string;
}

export type FoundEvent =
  | { readonly kind: "found"; readonly decision: StoredDecision }
  /** No decision, or several: those that may be meant, newest first. */
  | { readonly kind: "unclear"; readonly problem: string; readonly candidates: readonly StoredDecision[] };

type Decisions = Pick<StoreReader, "decision" | "decisions" | "decisionsNamed" | "runs">;

/** The event meant; of a clear, the firing that it ended. */
export function findEvent(store: Decisions, query: EventQuery): FoundEvent {
  const found = query.id === undefined ? last(store, query.macro) : named(store, query.id);
  return found.kind === "found" ? { kind: "found", decision: firingOf(store, found.decision) } : found;
}

function named(store: Decisions, id: string): FoundEvent {
  const decision = store.decision(id);
  if (decision !== null) return { kind: "found", decision };
  const candidates = store.decisionsNamed(id);
  const [first, second] = candidates;
  if (first !== undefined && second === undefined) return { kind: "found", decision: first };
  if (second !== undefined) return { kind: "unclear", problem: `${id} may be one of several events`, candidates };
  return { kind: "unclear", problem: `there is no event ${id}`, candidates: store.decisions({ limit: 5 }).items };
}

function last(store: Decisions, macro: string | undefined): FoundEvent {
  const of = macro === undefined ? {} : { macro };
  const newest = (query: Parameters<Decisions["decisions"]>[0]) =>
    store.decisions({ kind: "fire", limit: 1, ...of, ...query }).items[0];
  const decision = newestOf(newest({ action: "cancel", muted: false }), forAll(store, macro)) ?? newest({});
  if (decision !== undefined) return { kind: "found", decision };
  const whose = macro === undefined ? "nothing has been decided yet" : `nothing has been decided about ${macro}`;
  return {
    kind: "unclear",
    problem: whose,
    candidates: macro === undefined ? [] : store.decisions({ limit: 5 }).items,
  };
}

/** The decision about another macro that ended this one too: a `cancel all`. */
function forAll(store: Decisions, macro: string | undefined): StoredDecision | undefined {
  if (macro === undefined) return undefined;
  const [run] = store.runs({ macro, running: false, limit: 1 }).items;
  if (run?.end?.kind !== "cancelled" || run.end.decision === null) return undefined;
  return store.decision(run.end.decision) ?? undefined;
}

function newestOf(one: StoredDecision | undefined, other: StoredDecision | undefined): StoredDecision | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.wall > one.wall ? other : one;
}

function firingOf(store: Decisions, decision: StoredDecision): StoredDecision {
  if (decision.kind === "fire") return decision;
  const { run, rule } = decision;
  const before = { run, rule, kind: "fire", toWall: decision.wall + 1, limit: 1 } as const;
  return store.decisions(before).items[0] ?? decision;
}
