/** Questions about what is on record, about policies, and what would have been. */

import {
  apiRoutes,
  type CancellationDetail,
  type ChannelTest,
  type EffectiveProfile,
  type EngineConfig,
  type Page,
  type PolicyList,
  type PolicySource,
  type Readings,
  type Report,
  type SessionItem,
  type WhatIfAnswer,
  type WhatIfRequest,
} from "../../engine/src/api/contract.ts";
import { get, send } from "./client.ts";
import { searchOf } from "./state/address.ts";

export const record = {
  cancellation: (id: string, signal: AbortSignal) => get<CancellationDetail>(apiRoutes.cancellation(id), {}, signal),
  policies: (signal: AbortSignal) => get<PolicyList>(apiRoutes.policies, {}, signal),
  source: (path: string, signal: AbortSignal) => get<PolicySource>(apiRoutes.policySource, { path }, signal),
  profile: (name: string, signal: AbortSignal) => get<EffectiveProfile>(apiRoutes.profile(name), {}, signal),
  readings: (profile: string, signal: AbortSignal) => get<Readings>(apiRoutes.readings, { profile }, signal),
  config: () => get<EngineConfig>(apiRoutes.config),
  whatIf: (request: WhatIfRequest) => send<WhatIfAnswer>("POST", apiRoutes.whatIf, request),
  testChannel: (name: string) => send<ChannelTest>("POST", apiRoutes.channelTest(name)),
  sessions: (signal: AbortSignal) => get<Page<SessionItem>>(apiRoutes.sessions, { limit: 50 }, signal),
  report: (scope: ReportScope, signal: AbortSignal) =>
    get<Report>(apiRoutes.report, { ...scope, format: "json" }, signal),
};

export type ReportScope = { readonly session: string } | { readonly since: string };

/** For links: a browser saves or shows what is there. */
export function reportAddress(scope: ReportScope, format: "json" | "csv" | "html"): string {
  return `${apiRoutes.report}${searchOf({ ...scope, format })}`;
}

/** The log knows no lengths of time, only times. */
export function logAddress(scope: ReportScope, nowMs: number): string {
  const times = "session" in scope ? scope : { from: new Date(nowMs - lengthOf(scope.since)).toISOString() };
  return `${apiRoutes.log}${searchOf(times)}`;
}

/** `7d` in ms; a week for what is no length. */
function lengthOf(since: string): number {
  const [, count, unit] = /^(\d+)([hd])$/.exec(since) ?? [];
  const hourMs = 3_600_000;
  return count === undefined ? 7 * 24 * hourMs : Number(count) * (unit === "h" ? hourMs : 24 * hourMs);
}
