/** Which decisions are listed: what the address says behind `?`, and what the engine is asked for it. */

import type { DecisionFilter } from "../../../engine/src/api/contract.ts";

export interface ListQuery {
  /** What the rules did. */
  readonly what: What;
  readonly since: Since;
  readonly macro: string;
  readonly profile: string;
  readonly rule: string;
  readonly session: string;
}

export const whats = { cancel: "Cancellations", pause: "Pauses", throttle: "Throttles", warn: "Warnings", all: "All" };
export type What = keyof typeof whats;

export const sinces = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days", all: "All time" };
export type Since = keyof typeof sinces;

const hourMs = 3_600_000;
const lengths: Readonly<Record<Since, number | null>> = {
  "1h": hourMs,
  "24h": 24 * hourMs,
  "7d": 7 * 24 * hourMs,
  "30d": 30 * 24 * hourMs,
  all: null,
};

type Address = Readonly<Record<string, string | undefined>>;

export function queryOf(address: Address): ListQuery {
  const { what = "", since = "", macro = "", profile = "", rule = "", session = "" } = address;
  return {
    what: Object.hasOwn(whats, what) ? (what as What) : "cancel",
    since: Object.hasOwn(sinces, since) ? (since as Since) : "all",
    ...{ macro, profile, rule, session },
  };
}

/** What goes without saying is left out. */
export function addressOf({ what, since, ...names }: ListQuery): Address {
  return { ...names, what: what === "cancel" ? "" : what, since: since === "all" ? "" : since };
}

export function isNarrowed({ since, macro, profile, rule, session }: ListQuery): boolean {
  return since !== "all" || [macro, profile, rule, session].some((name) => name !== "");
}

/** `nowMs`: of the engine's clock. The route of cancellations has its action by itself. */
export function filterOf({ what, since, ...names }: ListQuery, nowMs: number): DecisionFilter {
  const length = lengths[since];
  return {
    ...names,
    ...(length === null ? {} : { from: new Date(nowMs - length).toISOString() }),
    ...(what === "cancel" ? {} : { kind: "fire" }),
    ...(what === "cancel" || what === "all" ? {} : { action: what }),
  };
}
