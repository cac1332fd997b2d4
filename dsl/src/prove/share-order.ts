/**
 * Adds to a prover that shares grow with their conditions: where C is true only when D is, and both are known at the same
 * snapshots, `share(C, W)` is at most `share(D, W)`, since both count the same snapshots.
 */

import type { Condition, Term } from "../program/program.ts";
import type { Possibility, Prover, Truth, Wanted } from "./prover.ts";

type Share = Extract<Term, { kind: "share" }>;

export function withShareOrder(prover: Prover): Prover {
  const sharesOf = rememberedShares();
  const isImpossible = (wanted: readonly Wanted[]) => prover.excludes(wanted);
  const isAtMost = (one: Share, other: Share) => {
    const never = (first: readonly Truth[], second: readonly Truth[]) =>
      isImpossible([
        { condition: one.condition, is: first },
        { condition: other.condition, is: second },
      ]);
    return (
      never(["true"], ["false", "unknown"]) && never(["false"], ["unknown"]) && never(["unknown"], ["true", "false"])
    );
  };
  const orderedIn = (wanted: readonly Wanted[]) => {
    const shares = wanted.flatMap(({ condition }) => sharesOf(condition));
    return pairsOf(shares).filter(([one, other]) => isAtMost(one, other));
  };
  return {
    excludes(wanted) {
      if (prover.excludes(wanted)) return true;
      const ordered = orderedIn(wanted);
      return ordered.length > 0 && findOrdered(prover, wanted, ordered).kind === "impossible";
    },
    find(wanted) {
      const found = prover.find(wanted);
      if (found.kind === "impossible") return found;
      const ordered = orderedIn(wanted);
      return ordered.length === 0 ? found : findOrdered(prover, wanted, ordered);
    },
  };
}

/** Ordered shares are known at the same snapshots: once all of them, once none. */
function findOrdered(prover: Prover, wanted: readonly Wanted[], ordered: readonly [Share, Share][]): Possibility {
  const [[first]] = ordered as [[Share, Share]];
  const linked = new Set([first]);
  for (const [one, other] of [...ordered, ...ordered])
    if (linked.has(one) || linked.has(other)) linked.add(one).add(other);
  const facts = ordered.filter(([one]) => linked.has(one)).map(([one, other]) => atMost(one, other));
  const rest = ordered.filter(([one]) => !linked.has(one));
  const ask = (more: readonly Wanted[]) =>
    rest.length === 0 ? prover.find([...wanted, ...more]) : findOrdered(prover, [...wanted, ...more], rest);
  const known = ask([...[...linked].map(isKnown), ...facts]);
  if (known.kind === "possible") return known;
  const unknown = ask([...linked].map(isUnknown));
  return unknown.kind === "impossible" ? known : unknown;
}

/** Two different shares over one window, either way round. */
function pairsOf(shares: readonly Share[]): [Share, Share][] {
  const distinct = [...new Map(shares.map((share) => [JSON.stringify(share), share])).values()];
  return distinct.flatMap((one) =>
    distinct.flatMap((other): [Share, Share][] =>
      one !== other && one.windowMs === other.windowMs ? [[one, other]] : [],
    ),
  );
}

function atMost(left: Share, right: Share): Wanted {
  return { condition: { kind: "compare", operator: "<=", left, right, dimension: "percent" }, is: ["true"] };
}

function isKnown(share: Share): Wanted {
  return { condition: atLeastZero(share), is: ["true"] };
}

function isUnknown(share: Share): Wanted {
  return { condition: atLeastZero(share), is: ["unknown"] };
}

/** True whenever it is known. */
function atLeastZero(left: Share): Condition {
  return { kind: "compare", operator: ">=", left, right: { kind: "constant", value: 0 }, dimension: "percent" };
}

/** Few conditions have any, and the same are asked about over and over. */
function rememberedShares(): (condition: Condition) => readonly Share[] {
  const known = new WeakMap<Condition, readonly Share[]>();
  return (condition) => {
    let shares = known.get(condition);
    if (shares === undefined) {
      shares = sharesIn(condition);
      known.set(condition, shares);
    }
    return shares;
  };
}

/** Outermost shares of a condition, whatever it is made of. */
function sharesIn(part: unknown): Share[] {
  if (typeof part !== "object" || part === null) return [];
  if ("kind" in part && part.kind === "share") return [part as Share];
  return Object.values(part).flatMap(sharesIn);
}
