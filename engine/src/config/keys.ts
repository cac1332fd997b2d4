/** Every key of `macro-engine.yaml`: name, meaning, shape, default. `init`, the docs and the JSON schema follow from it. */

import { allLintCodes, builtInMetrics, defaultWidth, lintCategories, nearest } from "@macro-engine/dsl";
import { isScalar } from "yaml";
import {
  type ApiConfig,
  type ApiTokenConfig,
  type ChannelConfig,
  type Config,
  cancelSignals,
  type DiscordBotConfig,
  type DiscordConfig,
  type LintConfig,
  type LintIgnoreConfig,
  type LogConfig,
  leastWidth,
  lintLevels,
  logLevels,
  type MacroConfig,
  type MuteConfig,
  mostWidth,
  type OverridesConfig,
  type RetentionConfig,
  roles,
  type SourceConfig,
  type StoreConfig,
} from "./config.ts";
import { meantBy } from "./problem.ts";
import { key, optional, required, type Section, section, variants } from "./section.ts";
import {
  choice,
  flag,
  listOf,
  mapOf,
  oneOrMore,
  path,
  quantity,
  type Shape,
  secret,
  secretUrl,
  text,
  whole,
} from "./setting.ts";
import { hostName, origin } from "./web-names.ts";
import { zone } from "./zone.ts";

const staleness = optional(
  "staleness",
  "how long a sample of it counts as present",
  quantity("duration", "5s", "1ms"),
  {
    initial: null,
    example: "15s",
  },
);

const source: Shape<SourceConfig> = variants<SourceConfig>({
  latency: {
    host: required("host", "the host to connect to", text, "game.example.net"),
    port: key("port", "its TCP port", whole(1, 65_535), "443"),
    everyMs: key("every", "how often to connect", quantity("duration", "5s", "100ms"), "5s"),
    timeoutMs: key("timeout", "when a connection counts as lost", quantity("duration", "2s", "1ms"), "2s"),
    stalenessMs: staleness,
  },
  file: {
    path: required("path", "the JSON file that another program rewrites", path, "game-stats.json"),
    metrics: optional("metrics", "which field of the file holds which metric", mapOf(text, checkMetric), {
      initial: null,
      example: "{ fps: frames_per_second }",
    }),
    everyMs: key("every", "how often to look at it", quantity("duration", "1s", "100ms"), "1s"),
    stalenessMs: staleness,
    macro: optional("macro", "the macro that the metrics belong to, where they are not the system's", text, {
      initial: null,
      example: "heal",
    }),
  },
});

/** Policies may declare metrics of their own, so an unknown name is an error only for them; a near miss is worth a word. */
function checkMetric(...[reader, name, at]: Parameters<NonNullable<Parameters<typeof mapOf>[1]>>): void {
  const names = builtInMetrics.map((metric) => metric.name);
  if (names.includes(name)) return;
  const near = nearest(name, names);
  if (near === null) return;
  const message = `\`${name}\` is no built-in metric; did you mean \`${near}\`? A metric of your own is declared in a policy`;
  reader.report(at, "unknown-metric", message, { severity: "warning", meant: [near] });
}

const patience = (fallback: string) =>
  key("timeout", "when an attempt counts as failed", quantity("duration", "10s", "100ms"), fallback);

const channel: Shape<ChannelConfig> = variants<ChannelConfig>({
  discord: {
    url: required("url", "the webhook's URL: a text, { env: NAME } or { file: PATH }", secretUrl, "{ file: hook.txt }"),
    timeoutMs: patience("10s"),
  },
  webhook: {
    url: required("url", "where to send JSON, by POST", secretUrl, "https://example.net/hook"),
    secret: optional("secret", "what signs each request, so that its receiver can tell that it is ours", secret, {
      initial: null,
      example: "{ env: HOOK_SECRET }",
    }),
    headers: optional("headers", "headers besides its own", mapOf(secret, checkHeader), {
      initial: {},
      example: "{ Authorization: { env: HOOK_AUTHORIZATION } }",
    }),
    timeoutMs: patience("10s"),
  },
  ntfy: {
    url: required("url", "the topic's URL", secretUrl, "https://ntfy.sh/my-macros"),
    token: optional("token", "an access token of the server", secret, {
      initial: null,
      example: "{ env: NTFY_TOKEN }",
    }),
    timeoutMs: patience("10s"),
  },
  desktop: { timeoutMs: patience("10s") },
  command: {
    command: required("command", "the arguments, the executable first", listOf(text, 1), '["spd-say", "{title}"]'),
    cwd: optional("cwd", "the folder it starts in", path, { initial: null, example: "./scripts" }),
    timeoutMs: patience("30s"),
  },
});

/** What a header may be called: a token of RFC 9110, and none that the request has for itself. */
function checkHeader(...[reader, name, at]: Parameters<NonNullable<Parameters<typeof mapOf>[1]>>): void {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    reader.report(at, "wrong-value", `\`${name}\` is no name of a header; write letters, digits and - without blanks`);
  } else if (/^(content-.*|host|connection|transfer-encoding|webhook-.*)$/i.test(name)) {
    reader.report(at, "wrong-value", `the header \`${name}\` is set by macro-engine itself; leave it out`);
  }
}

const macro = section<MacroConfig>({
  command: required("command", "the arguments, the executable first", listOf(text, 1), '["autohotkey", "heal.ahk"]'),
  profile: optional("profile", "the profile that governs it, instead of the one that matches", text, {
    initial: null,
    example: "heal",
  }),
  cwd: optional("cwd", "the folder it starts in", path, { initial: null, example: "./macros" }),
  env: optional("env", "environment variables besides the engine's own", mapOf(text), {
    initial: {},
    example: '{ LANG: "C" }',
  }),
});

const retention = section<RetentionConfig>({
  secondsMs: key("seconds", "samples as they were taken", quantity("duration", "2d", "1m"), "2d"),
  minutesMs: key("minutes", "their summaries by the minute", quantity("duration", "30d", "1h"), "30d"),
  hoursMs: key("hours", "their summaries by the hour", quantity("duration", "400d", "1h"), "400d"),
  decisionsMs: key("decisions", "decisions, runs and sessions", quantity("duration", "400d", "1h"), "400d"),
});

const store = section<StoreConfig>({
  // Empty stands for the default, which depends on the policy folder: `loadConfig` fills it in.
  path: optional("path", "the file; by default in your state folder, one for each policy folder", path, {
    initial: "",
    example: "./history.sqlite",
  }),
  retention: key("retention", "how long things are kept", retention, "{}"),
  sizeBytes: key(
    "size",
    "size of the file past which the oldest goes first",
    quantity("bytes", "200MiB", "1MiB"),
    "200MiB",
  ),
});

const overridesFolder = "config/macro_safety";
const overridesMode = choice(["allow", "tighten-only", "forbid"]);

const overridesGroup = section<OverridesConfig>({
  folder: key("folder", "where override files lie", path, overridesFolder),
  mode: key("mode", "what they may change", overridesMode, "allow"),
});

/** `overrides: tighten-only` is short for its mode, and what the language's own messages say. */
const overrides: Shape<OverridesConfig> = {
  form: { ...overridesGroup.form, short: overridesMode.form },
  read(reader, node, at) {
    if (!isScalar(node)) return overridesGroup.read(reader, node, at);
    const mode = overridesMode.read(reader, node, at);
    return mode === null ? null : { folder: reader.absolute(overridesFolder), mode };
  },
};

const apiToken = section<ApiTokenConfig>({
  name: required("name", "by which the audit log knows it", text, "tablet"),
  role: key("role", "what it may do", choice(roles), "viewer"),
  token: required("token", "the token: a text, { env: NAME } or { file: PATH }", secret, "{ env: TABLET_TOKEN }"),
});

const api = section<ApiConfig>({
  enabled: key("enabled", "whether it is served", flag, "true"),
  host: key("host", "the address to listen at; beyond this machine only with tls and tokens", text, "127.0.0.1"),
  port: optional("port", "the TCP port; by default 8750, or a free one where that is taken", whole(0, 65_535), {
    initial: null,
    example: "8750",
  }),
  tls: optional(
    "tls",
    "certificate and key, PEM files",
    section<NonNullable<ApiConfig["tls"]>>({
      cert: required("cert", "the certificate, with its chain", path, "./cert.pem"),
      key: required("key", "its private key", path, "./key.pem"),
    }),
    { initial: null, example: "{ cert: ./cert.pem, key: ./key.pem }" },
  ),
  tokens: optional("tokens", "who may call it, besides who can see this engine's output", listOf(apiToken), {
    initial: [],
    example: "- { name: tablet, role: viewer, token: { env: TABLET_TOKEN } }",
  }),
  hosts: optional("hosts", "host names that requests may use, besides its address", listOf(hostName), {
    initial: [],
    example: "[games.example.net]",
  }),
  origins: optional(
    "origins",
    "origins of other pages that may call it, and show its page in a frame",
    listOf(origin),
    {
      initial: [],
      example: '["https://overlay.example.net"]',
    },
  ),
});

const discordBot = section<DiscordBotConfig>({
  applicationId: required("application_id", "the application's id", text, '"1234567890"'),
  publicKey: required("public_key", "its public key, 64 hex digits", text, `"${"0".repeat(64)}"`),
  token: optional("token", "the bot's token, to register its commands", secret, {
    initial: null,
    example: "{ env: DISCORD_BOT_TOKEN }",
  }),
  guild: optional("guild", "the id of the server that has the commands; by default every server", text, {
    initial: null,
    example: '"1234567890"',
  }),
  viewers: optional("viewers", "ids of roles that may look", listOf(text), { initial: [], example: '["1234567890"]' }),
  operators: optional("operators", "ids of roles that may stop macros", listOf(text), {
    initial: [],
    example: '["1234567890"]',
  }),
});

const discord = section<DiscordConfig>({
  bot: optional("bot", "slash commands, over Discord's HTTP interactions", discordBot, {
    initial: null,
    example: `{ application_id: "1234567890", public_key: "${"0".repeat(64)}" }`,
  }),
});

const mute = section<MuteConfig>({
  dangerous: key("dangerous", "whether rules of dangerous macros may be muted", flag, "false"),
});

const log = section<LogConfig>({
  level: key("level", "the least that is logged", choice(logLevels), "info"),
  path: optional("path", "a file to which events are added, one JSON line each; by default none", path, {
    initial: null,
    example: "./engine.log",
  }),
  folder: key(
    "folder",
    "where the log of cancellations is saved, when a page or a program asks for it",
    path,
    "./logs",
  ),
});

const lintNames: readonly string[] = [...allLintCodes, ...lintCategories];

/** Whether a name is one of a finding or of a category of findings. */
function checkLintName(...[reader, name, at]: Parameters<NonNullable<Parameters<typeof mapOf>[1]>>): void {
  if (lintNames.includes(name)) return;
  const near = nearest(name, lintNames);
  const known = `\`macro-engine lint --rules\` lists the codes; the categories are ${lintCategories.join(", ")}`;
  const hint = near === null ? known : `did you mean \`${near}\`?`;
  reader.report(at, "wrong-value", `\`${name}\` is neither a code of a finding nor a category; ${hint}`, {
    meant: meantBy(near),
  });
}

const lintName: Shape<string> = {
  form: text.form,
  read(reader, node, at) {
    const name = text.read(reader, node, at);
    if (name !== null) checkLintName(reader, name, reader.spanOf(node, at));
    return name;
  },
};

const lintIgnore = section<LintIgnoreConfig>({
  path: required("path", "a file, or a pattern such as `old/**`, from this file's folder", text, '"policies/old/**"'),
  codes: required("codes", "codes and categories that are not told there", listOf(lintName, 1), "[naming]"),
  reason: required("reason", "why", text, '"kept as the old system had it"'),
});

const lint = section<LintConfig>({
  levels: optional("levels", "levels by code or category", mapOf(choice(lintLevels), checkLintName), {
    initial: {},
    example: "{ unused-let: error, hygiene: info }",
  }),
  ignore: optional("ignore", "findings that are not told, by path", listOf(lintIgnore), {
    initial: [],
    example: '- { path: "policies/old/**", codes: [hygiene], reason: "kept as the old system had it" }',
  }),
  baseline: optional("baseline", "a file of findings that are known already, by `lint --write-baseline`", path, {
    initial: null,
    example: "./lint-baseline.json",
  }),
});

const fmt = section<Config["fmt"]>({
  width: key(
    "width",
    "columns that a line may have before it is broken",
    whole(leastWidth, mostWidth),
    String(defaultWidth),
  ),
});

const cancel = section<Config["cancel"]>({
  signal: key("signal", "the signal that asks a macro to end", choice(cancelSignals), "SIGTERM"),
});

const everyLevel = ["safe", "risky", "dangerous"] as const;

export const configuration: Section<Config> = section<Config>({
  policies: key(
    "policies",
    "the folder with the policies, or a list of folders and files",
    oneOrMore(path),
    "./policies",
  ),
  intervalMs: key("interval", "time between two snapshots", quantity("duration", "1s", "10ms"), "1s"),
  evaluator: key("evaluator", "what evaluates the rules", choice(["default", "json-rules-engine"]), "default"),
  zone: optional("zone", 'the time zone of schedules and of "today"; by default this machine\'s', zone, {
    // To ask takes a while, which a start need not wait for.
    get initial() {
      return machineZone();
    },
    example: "Europe/Warsaw",
  }),
  overrides: key("overrides", "files that change profiles without touching policy", overrides, "{}"),
  sources: optional("sources", "where metrics come from, besides this machine", listOf(source), {
    initial: [],
    example: [
      "- { kind: latency, host: game.example.net, port: 443, every: 5s, timeout: 2s }",
      "- { kind: file, path: game-stats.json, metrics: { fps: frames_per_second }, staleness: 3s }",
    ].join("\n"),
  }),
  stalenessMs: optional(
    "staleness",
    "how long a sample counts as present, by metric",
    mapOf(quantity("duration", "5s", "1ms"), checkMetric),
    { initial: {}, example: "gpu.temperature: 30s" },
  ),
  cancel: key("cancel", "how a macro is asked to end", cancel, "{}"),
  onExit: key("on_exit", "what becomes of supervised macros when the engine ends", choice(["stop", "leave"]), "stop"),
  otherUsers: key("other_users", "whether processes of other users may be acted upon", flag, "false"),
  macros: optional("macros", "commands that `run --macro NAME`, the API and the dashboard start", mapOf(macro), {
    initial: {},
    example: 'heal: { command: ["autohotkey", "heal.ahk"], profile: heal, cwd: ./macros }',
  }),
  maxLevel: key("max_level", "macros above this level are not started", choice(everyLevel), "dangerous"),
  store: key("store", "where decisions and samples are kept", store, "{}"),
  channels: optional("channels", "where `notify` sends, by name", mapOf(channel), {
    initial: {},
    example: "screen: { kind: desktop }",
  }),
  api: key("api", "what `watch` serves over HTTP: API, dashboard, metrics", api, "{}"),
  discord: key("discord", "the bot that answers commands in Discord", discord, "{}"),
  mute: key("mute", "what may be muted", mute, "{}"),
  log: key("log", "a record of events for other programs to read", log, "{}"),
  lint: key("lint", "what `macro-engine lint` tells", lint, "{}"),
  fmt: key("fmt", "how `macro-engine fmt` writes policies", fmt, "{}"),
});

function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
