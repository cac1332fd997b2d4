/** Questions about what is on record, about policies, and what would have been. */

import {
  apiRoutes,
  type CancellationDetail,
  type DecisionFilter,
  type DecisionItem,
  type EffectiveProfile,
  type EngineConfig,
  type Page,
  type PolicyList,
  type PolicySource,
  type Report,
  type SessionItem,
  type WhatIfAnswer,
  type WhatIfRequest,
} from "../../engine/src/api/contract.ts";
import { get, send } from "./client.ts";

export const record = {
  cancellations: (filter: DecisionFilter, signal: AbortSignal) =>
    get<Page<DecisionItem>>(apiRoutes.cancellations, filter, signal),
  decisions: (filter: DecisionFilter, signal: AbortSignal) =>
    get<Page<DecisionItem>>(apiRoutes.decisions, filter, signal),
  cancellation: (id: string, signal: AbortSignal) => get<CancellationDetail>(apiRoutes.cancellation(id), {}, signal),
  policies: (signal: AbortSignal) => get<PolicyList>(apiRoutes.policies, {}, signal),
  source: (path: string, signal: AbortSignal) => get<PolicySource>(apiRoutes.policySource, { path }, signal),
  profile: (name: string, signal: AbortSignal) => get<EffectiveProfile>(apiRoutes.profile(name), {}, signal),
  config: (signal: AbortSignal) => get<EngineConfig>(apiRoutes.config, {}, signal),
  whatIf: (request: WhatIfRequest) => send<WhatIfAnswer>("POST", apiRoutes.whatIf, request),
  sessions: (cursor: string | undefined, signal: AbortSignal) =>
    get<Page<SessionItem>>(apiRoutes.sessions, { cursor, limit: 50 }, signal),
  report: (scope: ReportScope, signal: AbortSignal) =>
    get<Report>(apiRoutes.report, { ...scope, format: "json" }, signal),
};

export type ReportScope = { readonly session: string } | { readonly since: string };

/** For links: a browser saves or shows what is there. */
export function reportAddress(scope: ReportScope, format: "json" | "csv" | "html"): string {
  return `${apiRoutes.report}?${new URLSearchParams({ ...scope, format })}`;
}
