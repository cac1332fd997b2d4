/** What goes over the local socket: JSON-RPC 2.0, one message a line. Methods and events as types, params checked. */

import type { Level, SampleValue } from "@macro-engine/dsl";
import type { EngineEvent } from "../events.ts";
import type { MacroOrigin } from "../macros/types.ts";
import type { RuleReading, RuleView } from "../runtime/types.ts";

/** Params and result by method. */
export interface ControlMethods {
  /** Who is there. */
  readonly ping: { readonly params: Nothing; readonly result: Pong };
  readonly status: { readonly params: Nothing; readonly result: EngineStatus };
  /** Ends a macro by its run's id, name or pid (all that match), or all of them. */
  readonly stop: { readonly params: StopParams; readonly result: StopResult };
  /** Lets macros stand still until their user says otherwise, whatever rules clear; named as for `stop`. */
  readonly pause: { readonly params: MacroParams; readonly result: HeldResult };
  /** Lets a paused macro go on, whatever rules or users hold it. */
  readonly resume: { readonly params: MacroParams; readonly result: HeldResult };
  /** What is measured now, and how far from it the limits of these profiles are, whether macros of theirs run or not. */
  readonly readings: { readonly params: ReadingsParams; readonly result: Readings };
  /** Hands a process over to be watched. Its end, and a cancellation's reason, come as events to those that subscribe. */
  readonly adopt: { readonly params: AdoptParams; readonly result: AdoptResult };
  /** Whether a macro may start now: asked before it is spawned. */
  readonly admit: { readonly params: AdmitParams; readonly result: AdmitResult };
  /** Says how a process that was handed over ended, which only its parent knows. */
  readonly ended: { readonly params: EndedParams; readonly result: { readonly noted: boolean } };
  /** What a macro says of itself: metrics, actions, a sign of life. */
  readonly report: { readonly params: ReportParams; readonly result: ReportResult };
  /** From now on, events come as notifications `event`; if a run is named, its own and every `cancel all`. */
  readonly subscribe: { readonly params: SubscribeParams; readonly result: { readonly subscribed: true } };
  /** Reads policies and configuration again. */
  readonly reload: { readonly params: Nothing; readonly result: ReloadResult };
}

export type ControlMethod = keyof ControlMethods;
export type ParamsOf<M extends ControlMethod> = ControlMethods[M]["params"];
export type ResultOf<M extends ControlMethod> = ControlMethods[M]["result"];

type Nothing = Readonly<Record<string, never>>;

export interface Pong {
  readonly pid: number;
  readonly version: string;
}

export interface EngineStatus extends Pong {
  readonly session: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly policies: readonly string[];
  readonly profiles: number;
  readonly rules: number;
  readonly dryRun: boolean;
  /** Null while it records; else why not. */
  readonly notRecording: string | null;
  /** Rendered diagnostics of policies that did not load; empty when fine. */
  readonly problems: string;
  /** Where this engine serves its dashboard; null: it serves none. */
  readonly dashboard: string | null;
  readonly macros: readonly MacroStatus[];
}

export interface MacroStatus {
  /** The run's id. */
  readonly id: string;
  readonly macro: string;
  readonly pid: number;
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: MacroOrigin;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly state: "running" | "paused" | "throttled" | "ending";
  readonly rules: readonly RuleStatus[];
}

/** As the evaluator sees it, but its times are for readers outside the engine. */
export interface RuleStatus extends Omit<RuleView, "since"> {
  /** Since when pending or firing, ISO 8601; null when idle. */
  readonly since: string | null;
}

export type StopParams = { readonly id: string } | { readonly all: true };

export interface StopResult {
  /** What is being ended; the end itself comes as an event. */
  readonly stopping: readonly { readonly id: string; readonly macro: string; readonly pid: number }[];
}

export interface MacroParams {
  /** A run's id, a macro's name or a pid. */
  readonly id: string;
}

export interface HeldResult {
  readonly macros: readonly {
    readonly id: string;
    readonly macro: string;
    readonly pid: number;
    readonly ok: boolean;
    /** What was done, or why not, in words. */
    readonly how: string;
  }[];
}

export interface ReadingsParams {
  /** By name, at most 64; unknown ones are left out of the answer. */
  readonly profiles: readonly string[];
}

export interface Readings {
  /** ISO 8601. */
  readonly time: string;
  /** The system's metrics that rules of these profiles read. */
  readonly metrics: readonly MetricNow[];
  readonly profiles: readonly { readonly profile: string; readonly rules: readonly RuleReading[] }[];
}

export interface MetricNow {
  readonly metric: string;
  /** Base units; null: nothing fresh is known. */
  readonly value: SampleValue | null;
  /** As people read it: `43%`. */
  readonly text: string;
  /** Of today's values, since midnight in the engine's zone; null for texts, truths, and before anything is known. */
  readonly p95Today: { readonly value: number; readonly text: string } | null;
}

export interface AdoptParams {
  readonly pid: number;
  /** The process's start time as the caller read it: guards against a pid that was given out anew. */
  readonly startTime: number;
  readonly macro: string;
  readonly origin: "child" | "attached";
  readonly command: readonly string[];
  /** Absent: by pattern. */
  readonly profile?: string;
  /** The run's id to be, which a supervised child carries as its mark; absent: made up. */
  readonly id?: string;
}

export interface AdoptResult {
  readonly id: string;
  readonly profile: string | null;
  readonly level: Level | null;
}

export interface AdmitParams {
  readonly macro: string;
  readonly profile?: string;
  readonly command: readonly string[];
}

export interface AdmitResult {
  /** In words; null: it may. */
  readonly refusal: string | null;
  /** It may later, ms since the epoch. */
  readonly untilWall: number | null;
}

export interface EndedParams {
  readonly id: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ReportParams {
  /** The run's id (its `MACRO_ENGINE_RUN`), or else the macro's name or a pid of its own; absent: only declared metrics. */
  readonly run?: string;
  /** By metric, in base units: frame rates, latencies, response times of the run, and declared metrics of the system. */
  readonly metrics?: Readonly<Record<string, SampleValue>>;
  /** Actions performed since the last report. */
  readonly actions?: number;
  /** A report that names a run is a sign of life; this alone is one as well. */
  readonly heartbeat?: boolean;
}

export interface ReportResult {
  /** Ids of the runs that it was taken for. */
  readonly runs: readonly string[];
}

export interface SubscribeParams {
  readonly run?: string;
}

export interface ReloadResult {
  readonly ok: boolean;
  /** Rendered diagnostics; empty when fine. */
  readonly problems: string;
}

/** What an engine sends of its own accord. */
export interface EventNotification {
  readonly method: "event";
  readonly params: EngineEvent;
}

/** Codes of JSON-RPC 2.0, and one of ours: the engine understood, and says no. */
export const errorCodes = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  refused: -32000,
} as const;

/** An answer that is no result; methods throw it, `call` rejects with it. The message is for the user. */
export class ControlError extends Error {
  readonly code: number;

  constructor(message: string, code: number = errorCodes.refused) {
    super(message);
    this.name = "ControlError";
    this.code = code;
  }
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (fields: Fields) => string | null;

const isText = (value: unknown, most = 4096) => typeof value === "string" && value !== "" && value.length <= most;
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const isCommand = (value: unknown) => Array.isArray(value) && value.every((part) => typeof part === "string");
const isMetrics = (value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((entry) => ["boolean", "string"].includes(typeof entry) || Number.isFinite(entry));
/** Whose readings may be asked for at once: an answer is one message. */
const mostProfiles = 64;
const anything: Check = () => null;

/** What is wrong with a method's params; null when they fit. */
export const paramChecks: Readonly<Record<ControlMethod, Check>> = {
  ping: anything,
  status: anything,
  reload: anything,
  pause: ({ id }) => (isText(id) ? null : "`id` as a text"),
  resume: ({ id }) => (isText(id) ? null : "`id` as a text"),
  readings: ({ profiles }) =>
    Array.isArray(profiles) && profiles.length <= mostProfiles && profiles.every((name) => isText(name, 256))
      ? null
      : `\`profiles\` as a list of at most ${mostProfiles} names`,
  stop: ({ id, all }) =>
    (isText(id) && all === undefined) || (all === true && id === undefined) ? null : "`id`, or `all: true`",
  admit: ({ macro, profile, command }) => {
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    if (!isCommand(command)) return "`command` as a list of texts";
    return profile === undefined || isText(profile, 256) ? null : "`profile` as a text";
  },
  ended: ({ id, code, signal }) => {
    const fits = isText(id, 64) && (code === null || Number.isInteger(code)) && (signal === null || isText(signal, 16));
    return fits ? null : "`id`, and `code` or `signal`, the other null";
  },
  report: ({ run, metrics, actions, heartbeat }) => {
    if (run !== undefined && !isText(run, 256)) return "`run` as a text";
    if (metrics !== undefined && !isMetrics(metrics))
      return "`metrics` as an object of numbers, truth values and texts";
    if (actions !== undefined && !(typeof actions === "number" && actions >= 0 && Number.isFinite(actions)))
      return "`actions` as a number of 0 or more";
    return heartbeat === undefined || typeof heartbeat === "boolean" ? null : "`heartbeat` as true or false";
  },
  subscribe: ({ run }) => (run === undefined || isText(run) ? null : "`run` as a text"),
  adopt({ pid, startTime, macro, origin, command, profile, id }) {
    if (!isCount(pid)) return "`pid` as a whole number above 0";
    if (typeof startTime !== "number") return "`startTime` as a number";
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    if (origin !== "child" && origin !== "attached") return '`origin` as "child" or "attached"';
    if (!isCommand(command)) return "`command` as a list of texts";
    if (id !== undefined && !isText(id, 64)) return "`id` as a text";
    return profile === undefined || isText(profile, 256) ? null : "`profile` as a text";
  },
};
