/** What `macro-engine.yaml` comes to, once read: every key with a value, quantities in base units, paths absolute. */

import type { Level, LintLevel } from "@macro-engine/dsl";

export interface Config {
  /** Folders or files of the policy set. */
  readonly policies: readonly string[];
  readonly intervalMs: number;
  readonly evaluator: "default" | "json-rules-engine";
  /** IANA name. */
  readonly zone: string;
  readonly overrides: OverridesConfig;
  readonly sources: readonly SourceConfig[];
  /** By metric. */
  readonly stalenessMs: Readonly<Record<string, number>>;
  readonly cancel: { readonly signal: CancelSignal };
  /** What becomes of supervised children when the engine ends. */
  readonly onExit: "stop" | "leave";
  /** Whether processes of other users may be acted upon. */
  readonly otherUsers: boolean;
  /** Commands by the name of the macro. */
  readonly macros: Readonly<Record<string, MacroConfig>>;
  /** What is above it is not started. */
  readonly maxLevel: Level;
  readonly store: StoreConfig;
  /** By name, as policies say it in `notify NAME on …`. */
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  readonly api: ApiConfig;
  readonly discord: DiscordConfig;
  readonly mute: MuteConfig;
  readonly log: LogConfig;
  readonly lint: LintConfig;
  /** Columns that a line of a policy may have where `fmt` can break it. */
  readonly fmt: { readonly width: number };
}

export interface LintConfig {
  /** By code and category. */
  readonly levels: Readonly<Record<string, LintLevel>>;
  readonly ignore: readonly LintIgnoreConfig[];
  /** The file of findings that are not told again; null: none. */
  readonly baseline: string | null;
}

export interface LintIgnoreConfig {
  /** A glob, relative to the configuration's folder, `/` as separator. */
  readonly path: string;
  /** Codes and categories. */
  readonly codes: readonly string[];
  readonly reason: string;
}

/** What `fmt` takes for a width. */
export const leastWidth = 20;
export const mostWidth = 1000;

export const lintLevels = ["error", "warning", "info", "off"] as const satisfies readonly LintLevel[];

export interface OverridesConfig {
  readonly folder: string;
  readonly mode: "allow" | "tighten-only" | "forbid";
}

export type SourceConfig = LatencySourceConfig | FileSourceConfig;

/** Time to connect to a host and port by TCP. */
export interface LatencySourceConfig {
  readonly kind: "latency";
  readonly host: string;
  readonly port: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Null: what the sampler thinks right. */
  readonly stalenessMs: number | null;
}

/** A JSON file that another program rewrites. */
export interface FileSourceConfig {
  readonly kind: "file";
  readonly path: string;
  /** Metric to the file's field that holds it; null: the file's own field names are metrics. */
  readonly metrics: Readonly<Record<string, string>> | null;
  readonly everyMs: number;
  readonly stalenessMs: number | null;
  /** The macro whose own metrics these are; null: the system's. */
  readonly macro: string | null;
}

export const cancelSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const;
export type CancelSignal = (typeof cancelSignals)[number];

export interface MacroConfig {
  /** Arguments, the executable first; no shell. */
  readonly command: readonly string[];
  /** Null: by pattern. */
  readonly profile: string | null;
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
}

export interface StoreConfig {
  readonly path: string;
  readonly retention: RetentionConfig;
  readonly sizeBytes: number;
}

/** How long each is kept, ms. */
export interface RetentionConfig {
  /** Samples as they were taken. */
  readonly secondsMs: number;
  readonly minutesMs: number;
  readonly hoursMs: number;
  /** Decisions, outcomes, runs and sessions. */
  readonly decisionsMs: number;
}

export const channelKinds = ["discord", "webhook", "ntfy", "desktop", "command"] as const;

/** Where notifications go. `timeoutMs`: when an attempt counts as failed. */
export type ChannelConfig =
  | DiscordChannelConfig
  | WebhookChannelConfig
  | NtfyChannelConfig
  | DesktopChannelConfig
  | CommandChannelConfig;

/** A webhook of a channel in Discord. */
export interface DiscordChannelConfig {
  readonly kind: "discord";
  readonly url: Secret;
  readonly timeoutMs: number;
}

/** JSON by POST. */
export interface WebhookChannelConfig {
  readonly kind: "webhook";
  readonly url: Secret;
  /** What signs each request; null: they are not signed. */
  readonly secret: Secret | null;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly timeoutMs: number;
}

/** A topic of an ntfy server. */
export interface NtfyChannelConfig {
  readonly kind: "ntfy";
  /** Of the topic. */
  readonly url: Secret;
  readonly token: Secret | null;
  readonly timeoutMs: number;
}

/** A notice on the screen of whoever runs the engine. */
export interface DesktopChannelConfig {
  readonly kind: "desktop";
  readonly timeoutMs: number;
}

/** A program, with the notification on its standard input. */
export interface CommandChannelConfig {
  readonly kind: "command";
  /** Arguments, the executable first; no shell. */
  readonly command: readonly string[];
  /** Null: the engine's own. */
  readonly cwd: string | null;
  readonly timeoutMs: number;
}

/** A text that stands in no log, answer or store. */
export type Secret =
  | { readonly kind: "written"; readonly text: string }
  /** In a variable of the engine's environment. */
  | { readonly kind: "env"; readonly name: string }
  /** The file's text, without the line's end. */
  | { readonly kind: "file"; readonly path: string };

/** What the control plane serves: API, dashboard, metrics. */
export interface ApiConfig {
  readonly enabled: boolean;
  /** Address to listen at; beyond this machine only with TLS and a token. */
  readonly host: string;
  /** Null: 8750, or another one where that is taken. 0: any. */
  readonly port: number | null;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly tokens: readonly ApiTokenConfig[];
  /** Names besides its address that requests may have for their host. */
  readonly hosts: readonly string[];
  /** Origins of other pages that may call the API (CORS). */
  readonly origins: readonly string[];
}

/** Viewers may look, operators do everything; a macro may register itself, report and take its own orders. */
export const roles = ["viewer", "operator", "macro"] as const;
export type Role = (typeof roles)[number];

export interface ApiTokenConfig {
  /** By which the audit log knows it. */
  readonly name: string;
  readonly role: Role;
  readonly token: Secret;
}

export interface DiscordConfig {
  readonly bot: DiscordBotConfig | null;
}

/** Slash commands by Discord's HTTP interactions. */
export interface DiscordBotConfig {
  readonly applicationId: string;
  /** 64 hex digits, as the developer portal shows them. */
  readonly publicKey: string;
  /** Needed to register the commands alone. */
  readonly token: Secret | null;
  /** Commands are of this server; null: global. */
  readonly guild: string | null;
  /** Role ids that may look, and those that may act. */
  readonly viewers: readonly string[];
  readonly operators: readonly string[];
}

export interface MuteConfig {
  /** Whether rules of macros that are `dangerous` may be muted. */
  readonly dangerous: boolean;
}

export const logLevels = ["info", "warning", "error"] as const;

/** A file of events, besides what is printed. */
export interface LogConfig {
  /** The least that is logged: a decision is at least a warning, a cancel and an action that failed are errors. */
  readonly level: (typeof logLevels)[number];
  /** Null: none. */
  readonly path: string | null;
  /** Where the log of cancellations is saved when a page or a program asks for it. */
  readonly folder: string;
}
