/** What goes over the local socket: JSON-RPC 2.0, one message a line. Methods and events as types. */

import type { ActionName, Dimension, Level, NotifiedAction, SampleValue } from "@macro-engine/dsl";
import type { EngineEvent, MacroOrder, RuleDecided } from "../events.ts";
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
  /** The profiles in force. */
  readonly profiles: { readonly params: Nothing; readonly result: { readonly profiles: readonly ProfileItem[] } };
  /** A profile in force: what it comes to, and how far its limits are from what is measured now. */
  readonly profile: { readonly params: { readonly name: string }; readonly result: EffectiveProfile };
  /** Hands a process over to be watched. Its end, and a cancellation's reason, come as events to those that subscribe. */
  readonly adopt: { readonly params: AdoptParams; readonly result: AdoptResult };
  /** Whether a macro may start now: asked before it is spawned. */
  readonly admit: { readonly params: AdmitParams; readonly result: AdmitResult };
  /** Says how a process that was handed over ended, which only its parent knows. */
  readonly ended: { readonly params: EndedParams; readonly result: { readonly noted: boolean } };
  /** What a macro says of itself: metrics, actions, a sign of life. */
  readonly report: { readonly params: ReportParams; readonly result: ReportResult };
  /** Starts a macro by the command that the configuration has for it. */
  readonly start: { readonly params: StartParams; readonly result: StartResult };
  /** A macro says that it runs: with a pid, as for `adopt`, but told before it is ended; without one, told all there is to do. */
  readonly register: { readonly params: RegisterParams; readonly result: AdoptResult };
  /** The macro has done what an `order` told it. */
  readonly acknowledge: { readonly params: AcknowledgeParams; readonly result: { readonly noted: boolean } };
  /** Takes runs off guard; they go on, resumed and restored. One that registered itself says so when it has ended. */
  readonly release: { readonly params: MacroParams; readonly result: HeldResult };
  /** Gives runs another level, from the next snapshot on; null: that of their profile again. */
  readonly level: { readonly params: LevelParams; readonly result: HeldResult };
  /** Lets rules fire without consequences for a while, now or later. Refused for macros that are `dangerous`, unless configured. */
  readonly mute: { readonly params: MuteParams; readonly result: Mute };
  /** Ends a mute early. */
  readonly unmute: { readonly params: MuteEnd; readonly result: Mute };
  /** Those in force, and those to come. */
  readonly mutes: { readonly params: Nothing; readonly result: { readonly mutes: readonly Mute[] } };
  /** Takes a snapshot now, besides those of the clock, and does what it decides. */
  readonly check: { readonly params: Nothing; readonly result: CheckResult };
  /** Every metric there is, whether it can be had here, and its newest value; `p95Today` once `readings` was asked for it. */
  readonly measurements: { readonly params: Nothing; readonly result: Measurements };
  /** Writes to the store what waits in memory, for those that read it. */
  readonly flush: { readonly params: Nothing; readonly result: { readonly flushed: boolean } };
  /** Begins a session of its own name within that of the engine, ending the one before. */
  readonly beginSession: { readonly params: { readonly name: string }; readonly result: NamedSession };
  /** Ends the named session. */
  readonly endSession: { readonly params: Nothing; readonly result: NamedSession };
  /** Who is to hear of what, by the policies in force: asked again after each `reload`. */
  readonly audience: { readonly params: Nothing; readonly result: Audience };
  /** The control plane says where it serves and how its deliveries go, for `status`. */
  readonly serving: { readonly params: Serving; readonly result: { readonly noted: true } };
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
  /** Why its control plane does not serve, or not as configured, in words; null while it does, and where none is wanted. */
  readonly notServing: string | null;
  readonly intervalMs: number;
  /** Of the newest snapshot, ISO 8601; null before the first. */
  readonly lastCheck: string | null;
  /** What the engine itself uses. */
  readonly cost: { readonly cpuSeconds: number; readonly residentBytes: number };
  readonly channels: readonly ChannelState[];
  readonly mutes: readonly Mute[];
  /** The named session that is under way. */
  readonly namedSession: NamedSession | null;
  readonly macros: readonly MacroStatus[];
}

/** A channel of notifications, as its deliveries go. */
export interface ChannelState {
  readonly channel: string;
  readonly kind: string;
  /** Notifications that are yet to be delivered. */
  readonly waiting: number;
  /** Given up, since the queue was made. */
  readonly failed: number;
  /** Why the last attempt came to nothing, without secrets; null when it was delivered. */
  readonly problem: string | null;
}

export interface Serving {
  readonly dashboard: string | null;
  /** The same with a token that can be exchanged once; for the engine's own terminal, and told to nobody else. */
  readonly link: string | null;
  readonly problem: string | null;
  readonly channels: readonly ChannelState[];
}

export interface Audience {
  /** Those with `notify` clauses. */
  readonly profiles: readonly {
    readonly name: string;
    readonly notify: readonly { readonly channel: string; readonly actions: readonly NotifiedAction[] }[];
  }[];
  /** Of the metrics that policies declare. */
  readonly dimensions: Readonly<Record<string, Dimension>>;
}

export interface NamedSession {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface MacroStatus {
  /** The run's id. */
  readonly id: string;
  readonly macro: string;
  /** What it is called where people read it, as it said itself; null: its name. */
  readonly title: string | null;
  /** Null: it registered without one. */
  readonly pid: number | null;
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: MacroOrigin;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly state: "running" | "paused" | "throttled" | "ending";
  /** Its own metrics, newest values in base units; null: nothing fresh is known. */
  readonly metrics: Readonly<Record<string, SampleValue | null>>;
  /** What it was told to do and has not acknowledged yet; null where nothing, and for those that are acted upon. */
  readonly order: MacroOrder | null;
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
  readonly stopping: readonly { readonly id: string; readonly macro: string; readonly pid: number | null }[];
}

export interface MacroParams {
  /** A run's id, a macro's name or a pid. */
  readonly id: string;
}

export interface HeldResult {
  readonly macros: readonly {
    readonly id: string;
    readonly macro: string;
    readonly pid: number | null;
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

export interface ProfileItem {
  readonly name: string;
  readonly level: Level;
  readonly file: string;
  readonly line: number;
  /** How many. */
  readonly rules: number;
}

export interface EffectiveProfile extends Omit<ProfileItem, "rules"> {
  readonly graceMs: number;
  readonly cooldownMs: number;
  readonly notify: Audience["profiles"][number]["notify"];
  readonly rules: readonly EffectiveRule[];
  /** Why what is on disk by now is not in force: rendered diagnostics; empty when it is. */
  readonly problems: string;
}

export interface EffectiveRule extends RuleReading {
  readonly action: ActionName | "cancel all";
  readonly threshold: string;
  readonly message: string | null;
  readonly file: string;
  readonly line: number;
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
  /** Notifications `snapshot` as well: the newest at once, then one for each snapshot. */
  readonly snapshots?: boolean;
}

export interface StartParams {
  /** A name of the configuration's `macros`. */
  readonly macro: string;
  readonly level?: Level;
}

export interface StartResult extends AdoptResult {
  readonly pid: number;
  /** The file that it prints to; null: what it prints is not kept. */
  readonly output: string | null;
}

export interface RegisterParams {
  readonly macro: string;
  readonly title?: string;
  /** Instead of the profile's. */
  readonly level?: Level;
  readonly profile?: string;
  /** Its process, which is killed should a cancel not be acknowledged in time. */
  readonly pid?: number;
  /** The process's start time as the caller read it, in the process table's unit; absent: as it is now. */
  readonly startTime?: number;
}

export interface AcknowledgeParams {
  /** The run's id. */
  readonly run: string;
  /** The order's id. */
  readonly order: string;
}

export interface LevelParams extends MacroParams {
  readonly level: Level | null;
}

export interface MuteParams {
  /** Null: every macro's. */
  readonly macro: string | null;
  /** Null: every rule. */
  readonly rule: string | null;
  /** ISO 8601; absent: now. Later: a maintenance window. */
  readonly from?: string;
  /** ISO 8601; after `from`, and in the future. */
  readonly until: string;
  readonly reason: string;
  /** Who wants it, in words. */
  readonly by: string;
}

export interface Mute extends Required<MuteParams> {
  readonly id: string;
  /** Ended early then; null: it is as it was made. */
  readonly endedAt: string | null;
}

export interface MuteEnd {
  readonly id: string;
  readonly by: string;
}

export interface CheckResult {
  readonly time: string;
  readonly decisions: readonly RuleDecided[];
}

export interface Measurements {
  /** ISO 8601. */
  readonly time: string;
  readonly metrics: readonly Measurement[];
}

export interface Measurement extends MetricNow {
  readonly dimension: string;
  readonly scope: "system" | "macro" | "either";
  readonly description: string;
  /** Declared by a policy. */
  readonly custom: boolean;
  /** Whether anything here measures it, or has reported it. */
  readonly available: boolean;
  /** Why it is not, and what would make it so; null when it is. */
  readonly why: string | null;
  /** When it was last measured, ISO 8601; null: never. */
  readonly at: string | null;
  readonly stalenessMs: number;
}

/** What a snapshot saw, for those that follow. */
export interface Snapshot {
  /** ISO 8601. */
  readonly time: string;
  /** The system's metrics, newest values in base units; null: nothing fresh is known. */
  readonly metrics: Readonly<Record<string, SampleValue | null>>;
  readonly macros: readonly MacroStatus[];
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

/** Sent to those that subscribed to snapshots. */
export interface SnapshotNotification {
  readonly method: "snapshot";
  readonly params: Snapshot;
}

/** What an engine may send. */
export type Notification = EventNotification | SnapshotNotification;

/** Codes of JSON-RPC 2.0, and two of ours: the engine understood, and says no, or knows nobody of that name. */
export const errorCodes = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  refused: -32000,
  unknown: -32001,
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
