/**
 * What goes over an engine's HTTP API, as types and routes: shared with the page, the editor and whoever else asks. Only types
 * and plain data stand here, so that a page takes in nothing of the server.
 *
 * Requests carry `Authorization: Bearer …`, or the cookie for which a link was exchanged. A refusal is a `Problem`
 * (RFC 9457, `application/problem+json`). Times are ISO 8601, values base units, lists that can be long are `Page`s.
 */

import type { ActionName, Dimension, Level, SampleValue } from "@macro-engine/dsl";
import type { MacroStatus, ProfileItem } from "../control/protocol.ts";
import type { MacroOrder } from "../events.ts";
import type { RunEnd } from "../macros/types.ts";

const macro = (id: string) => `/api/v1/macros/${encodeURIComponent(id)}`;

/** Paths, written out so that a bundler leaves out those that nobody asks for; a macro's `id` is a run's id, a macro's name or a pid. */
export const apiRoutes = {
  /** GET → EngineStatus */
  status: "/api/v1/status",
  /** GET → EngineConfig */
  config: "/api/v1/engine/config",
  /** POST → ReloadResult */
  reload: "/api/v1/engine/reload",
  /** POST → CheckResult */
  check: "/api/v1/engine/check",
  /** GET, `?profile=…` once for each → Readings */
  readings: "/api/v1/readings",
  /** GET → MacroList; POST MacroRegistration → Registered */
  macros: "/api/v1/macros",
  /** GET → MacroStatus; DELETE: takes it off guard → HeldResult */
  macro,
  /** POST → StopResult, HeldResult, HeldResult */
  macroAct: (id: string, act: MacroAct) => `${macro(id)}/${act}`,
  /** POST StartRequest, `id` a name of the configuration's macros → StartResult */
  macroStart: (id: string) => `${macro(id)}/start`,
  /** PUT LevelRequest → HeldResult */
  macroLevel: (id: string) => `${macro(id)}/level`,
  /** GET `?bytes=65536`, for operators: of a macro that the engine started by its command, also after its end → MacroOutput */
  macroOutput: (id: string) => `${macro(id)}/output`,
  /** POST SelfReport → ReportResult */
  macroReport: (id: string) => `${macro(id)}/report`,
  /** GET `?wait=30s`: waits for an order that is not acknowledged → OrderAnswer */
  macroOrders: (id: string) => `${macro(id)}/orders`,
  /** POST → `{ noted }` */
  acknowledge: (id: string, order: string) => `${macro(id)}/orders/${encodeURIComponent(order)}/acknowledge`,
  /** POST: every running macro → StopResult */
  stopAll: "/api/v1/stop-all",
  /** GET → Measurements */
  metrics: "/api/v1/metrics",
  /** GET HistoryFilter → History */
  history: (metric: string) => `/api/v1/metrics/${encodeURIComponent(metric)}/history`,
  /** GET DecisionFilter → Page<DecisionItem> */
  decisions: "/api/v1/decisions",
  decision: (id: string) => `/api/v1/decisions/${encodeURIComponent(id)}`,
  /** GET CancellationFilter → Page<DecisionItem>: the decisions to cancel */
  cancellations: "/api/v1/cancellations",
  /** GET → CancellationDetail */
  cancellation: (id: string) => `/api/v1/cancellations/${encodeURIComponent(id)}`,
  /** GET RunFilter → Page<RunItem> */
  runs: "/api/v1/runs",
  /** GET → RunItem */
  run: (id: string) => `/api/v1/runs/${encodeURIComponent(id)}`,
  /** GET SessionFilter → Page<SessionItem>; POST SessionRequest → NamedSession */
  sessions: "/api/v1/sessions",
  /** GET → SessionItem */
  session: (id: string) => `/api/v1/sessions/${encodeURIComponent(id)}`,
  /** POST → NamedSession */
  endSession: "/api/v1/sessions/current/end",
  /** GET `?session=…` or `?since=7d` or `?from=…&to=…`, `&format=json|csv|html|text` → Report */
  report: "/api/v1/report",
  /** GET → the cancellation log in the original's format */
  log: "/api/v1/log",
  /** GET → PolicyList */
  policies: "/api/v1/policies",
  /** GET `?path=…` → PolicySource */
  policySource: "/api/v1/policies/source",
  /** POST PolicyText → PolicyVerdict */
  policyCheck: "/api/v1/policies/check",
  /** GET → EffectiveProfile */
  profile: (name: string) => `/api/v1/profiles/${encodeURIComponent(name)}`,
  /** POST WhatIfRequest → WhatIfAnswer */
  whatIf: "/api/v1/what-if",
  /** GET → `{ mutes }`; POST MuteRequest → Mute */
  mutes: "/api/v1/mutes",
  /** DELETE → Mute */
  mute: (id: string) => `/api/v1/mutes/${encodeURIComponent(id)}`,
  /** GET → `{ channels }` */
  channels: "/api/v1/channels",
  /** POST → ChannelTest */
  channelTest: (name: string) => `/api/v1/channels/${encodeURIComponent(name)}/test`,
  /** GET → Page<AuditItem>; operators only */
  audit: "/api/v1/audit",
  /** GET → who asks: Caller */
  caller: "/api/v1/caller",
  /** POST `{ token }`: a token, or the code of a link → Caller, and a cookie */
  signIn: "/api/v1/sign-in",
  /** POST: the cookie is forgotten */
  signOut: "/api/v1/sign-out",
  /**
   * GET → server-sent events: each EngineEvent without a name and with an id, so that what was missed is told again after
   * `Last-Event-ID`; `reset` (StreamReset) where it cannot be; with `?snapshots=1` a `snapshot` (Snapshot) for each look at
   * the machine; with `?run=ID` that run's events alone. Ids without data come at the beginning and as heartbeats, each 15 s.
   */
  events: "/api/v1/events",
  /** GET → `{ status: "ok" }`; this process answers */
  live: "/livez",
  /** GET → the same, or 503: the engine and its record answer */
  ready: "/readyz",
  /** GET → text of Prometheus, or of OpenMetrics where it is asked for */
  prometheus: "/metrics",
  /** GET → OpenAPI 3.1 */
  openapi: "/openapi.json",
  /** GET → the same as a page */
  reference: "/docs",
} as const;

export type MacroAct = "stop" | "pause" | "resume";

/** RFC 9457. */
export interface Problem {
  /** `about:blank`, or a path of the documentation. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** In words for the user: what is wrong, and what would be right. */
  readonly detail: string;
  /** For bodies and queries that do not fit: where, as JSON pointers. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** `cursor` of the next page; null at the end. */
  readonly next: string | null;
}

export interface Caller {
  readonly name: string;
  readonly role: "viewer" | "operator" | "macro";
}

export interface MacroList {
  readonly running: readonly MacroStatus[];
  /** Those that the configuration has commands for, and whether they may start now. */
  readonly configured: readonly ConfiguredMacro[];
}

export interface ConfiguredMacro {
  readonly macro: string;
  readonly profile: string | null;
  readonly running: boolean;
  /** Why it may not start now, in words; null: it may. */
  readonly refusal: string | null;
  /** When it may, where that is known. */
  readonly startsAt: string | null;
}

export interface StartRequest {
  readonly level?: Level;
}

/** The end of what it has printed to its standard output and error. */
export interface MacroOutput {
  readonly run: string;
  readonly path: string;
  readonly text: string;
  readonly whole: boolean;
}

export interface LevelRequest {
  readonly level: Level | null;
}

export interface MacroRegistration {
  readonly macro: string;
  readonly title?: string;
  readonly level?: Level;
  readonly profile?: string;
  readonly pid?: number;
  readonly startTime?: number;
}

export interface SelfReport {
  readonly metrics?: Readonly<Record<string, SampleValue>>;
  readonly actions?: number;
  readonly heartbeat?: boolean;
}

export interface OrderAnswer {
  /** Null: none came in the time that was waited. */
  readonly order: MacroOrder | null;
  /** The run has ended: there will be none. */
  readonly ended: boolean;
}

/** Events were missed that cannot be told any more: what is known is to be asked for anew. */
export interface StreamReset {
  /** The `Last-Event-ID` after which nothing can be told. */
  readonly lastId: string;
}

export interface HistoryFilter {
  readonly from?: string;
  readonly to?: string;
  /** Such as `10s`; absent: about 500 points in the range. */
  readonly step?: string;
  readonly run?: string;
}

export interface History {
  readonly metric: string;
  readonly run: string | null;
  readonly from: string;
  readonly to: string;
  readonly stepMs: number;
  /** Columns of equal length, oldest first; steps without a sample are left out. `time`: beginning of the step, ms since the epoch. */
  readonly time: readonly number[];
  readonly min: readonly number[];
  readonly avg: readonly number[];
  readonly max: readonly number[];
}

export interface DecisionFilter {
  readonly cursor?: string;
  readonly limit?: number;
  readonly from?: string;
  readonly to?: string;
  readonly session?: string;
  readonly run?: string;
  readonly macro?: string;
  readonly profile?: string;
  readonly rule?: string;
  readonly action?: ActionName;
  readonly kind?: "fire" | "clear";
}

/** They are all firings, and all cancels. */
export interface CancellationFilter extends Omit<DecisionFilter, "action" | "kind"> {
  readonly action?: "cancel";
  readonly kind?: "fire";
}

export interface DecisionItem {
  readonly id: string;
  readonly kind: "fire" | "clear";
  readonly time: string;
  readonly since: string;
  readonly session: string;
  readonly run: string;
  readonly macro: string;
  readonly profile: string;
  readonly level: Level;
  readonly rule: string;
  readonly action: ActionName | "cancel all";
  readonly message: string;
  readonly threshold: string;
  readonly values: Readonly<Record<string, SampleValue | null>>;
  readonly file: string;
  readonly line: number;
  readonly dryRun: boolean;
  readonly mute: string | null;
  readonly outcomes: readonly OutcomeItem[];
}

export interface OutcomeItem {
  readonly time: string;
  readonly action: string;
  readonly ok: boolean;
  readonly how: string;
  readonly tookMs: number;
  readonly processes: number;
}

/** A page of its own: why, what else was close, what it cost, and as a test. */
export interface CancellationDetail extends DecisionItem {
  /** The rule as it is written now; null where it is gone. */
  readonly source: string | null;
  /** Whether the policy has changed since. */
  readonly changed: boolean;
  /** In words, a line each, as `macro-engine explain` has them. */
  readonly explanation: string;
  /** Rules of the macro at that moment, closest first. */
  readonly close: readonly {
    readonly rule: string;
    readonly action: string;
    readonly text: string;
    /** Fraction of the limit that was used; null where it cannot be said. */
    readonly used: number | null;
  }[];
  /** What was measured around it, for every metric that the rule reads. */
  readonly course: readonly MeasuredAround[];
  /** What the run used by then. */
  readonly cost: Readonly<Record<string, number | null>>;
  /** A policy test that brings it about; null where nothing was recorded. */
  readonly test: string | null;
}

export interface MeasuredAround extends History {
  /** What it is measured in, such as `percent`; `number` where that is not known any more. */
  readonly dimension: Dimension;
  /** What the rule holds it against, base units, as far as its comparisons say: the lines to draw. */
  readonly limits: readonly number[];
}

export interface RunItem {
  readonly id: string;
  readonly session: string;
  readonly macro: string;
  readonly title: string | null;
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: string;
  readonly pid: number | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly end: RunEnd | null;
}

export interface RunFilter {
  readonly cursor?: string;
  readonly limit?: number;
  /** When they began. */
  readonly from?: string;
  readonly to?: string;
  readonly session?: string;
  readonly macro?: string;
  readonly profile?: string;
  readonly running?: boolean;
}

export interface SessionFilter {
  readonly cursor?: string;
  readonly limit?: number;
  /** When they began. */
  readonly from?: string;
  readonly to?: string;
  readonly kind?: "engine" | "named";
}

export interface SessionRequest {
  readonly name: string;
}

export interface SessionItem {
  readonly id: string;
  readonly kind: "engine" | "named";
  readonly name: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** How it ended, in words; null while it goes on. */
  readonly how: string | null;
  readonly dryRun: boolean;
  /** Carried out: neither muted nor of a dry run. */
  readonly cancellations: number;
  readonly runs: number;
}

export interface PolicyList {
  /** On disk, with the profiles that they declare: none while something is wrong. */
  readonly files: readonly { readonly path: string; readonly profiles: readonly string[] }[];
  /** In force, whatever is on disk. */
  readonly profiles: readonly ProfileItem[];
  /** Rendered diagnostics of what is on disk; empty when fine. */
  readonly problems: string;
}

export interface PolicySource {
  readonly path: string;
  readonly text: string;
}

export interface PolicyText {
  /** The file it would be; absent: one besides the set. */
  readonly path?: string;
  readonly text: string;
}

export interface PolicyVerdict {
  readonly ok: boolean;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

export interface PolicyDiagnostic {
  readonly severity: "error" | "warning" | "info";
  readonly code: string;
  readonly message: string;
  readonly path: string;
  /** From 1; `endLine` and `endColumn` just past its end. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface WhatIfRequest {
  readonly profile: string;
  readonly rule: string;
  /** Which of the rule's comparisons, from 0, in the order of the text. */
  readonly comparison: number;
  /** The limit to try, base units. */
  readonly limit: number;
  /** How far back, such as `7d`. */
  readonly since?: string;
  /** At once, while a limit is dragged: by the rule alone, unless it is known already when others would have ended the runs. */
  readonly quick?: boolean;
}

export interface WhatIfAnswer {
  /** False: rules that would have ended a run before were left aside. Asked again without `quick`, it is true. */
  readonly exact: boolean;
  /** Those that were looked at, and how many of them another profile governed at the time: today's policies give them to this one. */
  readonly runs: number;
  readonly ofOtherProfiles: number;
  /** Recorded time that was judged, ms, and what was recorded but cannot be judged. */
  readonly judgedMs: number;
  readonly blindMs: number;
  readonly before: readonly WhatIfFiring[];
  readonly after: readonly WhatIfFiring[];
}

export interface WhatIfFiring {
  readonly time: string;
  readonly run: string;
  readonly macro: string;
  /** The decision on record that it is; null: it would be new. */
  readonly decision: string | null;
}

export interface MuteRequest {
  readonly macro?: string | null;
  readonly rule?: string | null;
  readonly from?: string;
  /** A time, or instead of it `for`. */
  readonly until?: string;
  /** Such as `30m`. */
  readonly for?: string;
  readonly reason: string;
}

export interface ChannelTest {
  readonly ok: boolean;
  /** What came of it, in words, without secrets. */
  readonly how: string;
}

export interface AuditItem {
  readonly seq: number;
  readonly time: string;
  readonly who: string;
  readonly role: string;
  readonly from: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
}

/** Configuration with `***` for every secret, as JSON. */
export type EngineConfig = Readonly<Record<string, unknown>>;

export type {
  AdoptResult as Registered,
  ChannelState,
  CheckResult,
  EffectiveProfile,
  EffectiveRule,
  EngineStatus,
  HeldResult,
  MacroStatus,
  Measurements,
  Mute,
  NamedSession,
  Readings,
  ReloadResult,
  ReportResult,
  Snapshot,
  StartResult,
  StopResult,
} from "../control/protocol.ts";
export type { EngineEvent, MacroOrder } from "../events.ts";
export type { Report } from "../reports/report.ts";
