import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { configuration } from "./keys.ts";
import { loadConfig, parseConfigIn } from "./load.ts";
import { renderConfigProblems } from "./render.ts";
import { sampleConfig } from "./sample.ts";

function folder(files: Readonly<Record<string, string | Buffer>>): Disposable & { readonly path: string } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "config-")));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const parse = (text: string) => parseConfigIn("/home/ann/guard", { path: "macro-engine.yaml", text });

/** What the user sees of a text's problems. */
const shown = (text: string) => renderConfigProblems(parse(text).problems, { color: false });

it("is all defaults without a file, and with an empty one", () => {
  using none = folder({});
  using empty = folder({ "macro-engine.yaml": "# nothing yet\n" });
  const { config, problems, path } = loadConfig({ cwd: none.path });
  expect(path).toBeNull();
  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    policies: [join(none.path, "policies")],
    intervalMs: 1000,
    evaluator: "default",
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    overrides: { folder: join(none.path, "config/macro_safety"), mode: "allow" },
    sources: [],
    stalenessMs: {},
    cancel: { signal: "SIGTERM" },
    onExit: "stop",
    otherUsers: false,
    macros: {},
    maxLevel: "dangerous",
    store: { retention: { secondsMs: 2 * 86_400_000 }, sizeBytes: 200 * 2 ** 20 },
    channels: {},
    log: { level: "info", path: null },
  });
  expect(config.store.path).toMatch(/macro-engine.policies-[0-9a-f]{16}\.sqlite$/);
  const read = loadConfig({ cwd: empty.path });
  expect(read).toMatchObject({ path: join(empty.path, "macro-engine.yaml"), problems: [] });
  expect(read.config.intervalMs).toBe(1000);
});

it("takes the mode of override files alone", () => {
  const { config, problems } = parse("overrides: tighten-only\n");
  expect(problems).toEqual([]);
  expect(config.overrides).toEqual({ folder: "/home/ann/guard/config/macro_safety", mode: "tighten-only" });
  expect(shown("overrides: forbidden\n")).toContain("`forbidden` is not one of the choices; did you mean `forbid`?");
  expect(parse("overrides:\n")).toMatchObject({ problems: [], config: { overrides: { mode: "allow" } } });
});

it("reports an alias that names nothing, once", () => {
  const text = "interval: *x\noverrides: *y\nsources:\n  - { kind: latency, host: a, port: *z }\nlog: &log {}\n";
  expect(parse(text).problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(
    ["x", "y", "z"].map((name) => `wrong-value: no \`&${name}\` stands before \`*${name}\``),
  );
});

it("tells of broken YAML, and nothing of what it seems to say", () => {
  const { problems } = parse("policies: [\nnonsense: 5\n");
  expect(problems.length).toBeGreaterThan(0);
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["syntax-error"]));
});

it("is one document", () => {
  const { problems } = parse("interval: 2s\n---\ninterval: 3s\n");
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "syntax-error: a second document begins here; keep one of them",
  ]);
});

it("reads every key, quantities in base units, paths from the file's folder", () => {
  const { config, problems } = parse(`
policies: [./policies, /srv/shared.macropolicy]
interval: 500ms
evaluator: json-rules-engine
zone: Europe/Warsaw
overrides: { folder: ../overrides, mode: tighten-only }
sources:
  - { kind: latency, host: game.example.net, port: 7777, every: 10s, timeout: 1s500ms }
  - { kind: file, path: stats.json, metrics: { fps: frames }, staleness: 3s, macro: heal }
staleness: { gpu.temperature: 1m30s, guild.queue: 2m }
cancel: { signal: SIGINT }
on_exit: leave
other_users: true
macros:
  heal: { command: [autohotkey, heal.ahk], profile: heal, cwd: macros, env: { LANG: C } }
max_level: risky
store: { path: history.sqlite, retention: { seconds: 6h, decisions: 30d }, size: 50MiB }
channels: { screen: { kind: desktop }, raid: { kind: discord, url: { file: hook.txt } } }
api:
  host: 0.0.0.0
  port: 8443
  tls: { cert: cert.pem, key: key.pem }
  tokens: [{ name: tablet, role: operator, token: { env: TABLET } }]
  hosts: [games.example.net]
  origins: ["https://overlay.example.net"]
discord: { bot: { application_id: "12", public_key: "ab", operators: ["34"] } }
mute: { dangerous: true }
log: { level: warning, path: engine.log, folder: saved }
lint:
  levels: { unused-let: off, safety: error }
  ignore: [{ path: "old/**", codes: [hygiene], reason: as it was }]
  baseline: lint-baseline.json
fmt: { width: 80 }
`);
  expect(problems).toEqual([]);
  const root = "/home/ann/guard";
  expect(config).toEqual({
    policies: [`${root}/policies`, "/srv/shared.macropolicy"],
    intervalMs: 500,
    evaluator: "json-rules-engine",
    zone: "Europe/Warsaw",
    overrides: { folder: "/home/ann/overrides", mode: "tighten-only" },
    sources: [
      { kind: "latency", host: "game.example.net", port: 7777, everyMs: 10_000, timeoutMs: 1500, stalenessMs: null },
      {
        kind: "file",
        path: `${root}/stats.json`,
        metrics: { fps: "frames" },
        everyMs: 1000,
        stalenessMs: 3000,
        macro: "heal",
      },
    ],
    stalenessMs: { "gpu.temperature": 90_000, "guild.queue": 120_000 },
    cancel: { signal: "SIGINT" },
    onExit: "leave",
    otherUsers: true,
    macros: {
      heal: { command: ["autohotkey", "heal.ahk"], profile: "heal", cwd: `${root}/macros`, env: { LANG: "C" } },
    },
    maxLevel: "risky",
    store: {
      path: `${root}/history.sqlite`,
      retention: {
        secondsMs: 6 * 3_600_000,
        minutesMs: 30 * 86_400_000,
        hoursMs: 400 * 86_400_000,
        decisionsMs: 30 * 86_400_000,
      },
      sizeBytes: 50 * 2 ** 20,
    },
    channels: {
      screen: { kind: "desktop", timeoutMs: 10_000 },
      raid: { kind: "discord", url: { kind: "file", path: `${root}/hook.txt` }, timeoutMs: 10_000 },
    },
    api: {
      enabled: true,
      host: "0.0.0.0",
      port: 8443,
      tls: { cert: `${root}/cert.pem`, key: `${root}/key.pem` },
      tokens: [{ name: "tablet", role: "operator", token: { kind: "env", name: "TABLET" } }],
      hosts: ["games.example.net"],
      origins: ["https://overlay.example.net"],
    },
    discord: {
      bot: {
        applicationId: "12",
        publicKey: "ab",
        token: null,
        guild: null,
        viewers: [],
        operators: ["34"],
      },
    },
    mute: { dangerous: true },
    log: { level: "warning", path: `${root}/engine.log`, folder: `${root}/saved` },
    lint: {
      levels: { "unused-let": "off", safety: "error" },
      ignore: [{ path: "old/**", codes: ["hygiene"], reason: "as it was" }],
      baseline: `${root}/lint-baseline.json`,
    },
    fmt: { width: 80 },
  });
});

it("knows the names of findings and categories", () => {
  const { problems } = parse(`
lint:
  levels: { unused-lett: off, hygeine: info, unused-let: of }
  ignore: [{ path: "old/**", codes: [frobnicate] }]
`);
  expect(problems.map(({ message }) => message)).toEqual([
    "`unused-lett` is neither a code of a finding nor a category; did you mean `unused-let`?",
    "`hygeine` is neither a code of a finding nor a category; did you mean `hygiene`?",
    "`of` is not one of the choices; did you mean `off`?",
    '`reason` is missing here; add why, such as `reason: "kept as the old system had it"`',
    "`frobnicate` is neither a code of a finding nor a category; `macro-engine lint --rules` lists the codes; the categories are bugs, safety, hygiene",
  ]);
});

it("knows what each kind of channel needs, and takes secrets from where they are", () => {
  const { config, problems } = parse(`
channels:
  raid: { kind: discord, url: { env: HOOK } }
  home: { kind: webhook, url: "http://192.168.0.7/hook", secret: { file: key.txt }, headers: { X-Who: me }, timeout: 3s }
  phone: { kind: ntfy, url: "https://ntfy.sh/raid" }
  voice: { kind: command, command: [spd-say, "{title}"] }
`);
  expect(problems).toEqual([]);
  expect(config.channels).toEqual({
    raid: { kind: "discord", url: { kind: "env", name: "HOOK" }, timeoutMs: 10_000 },
    home: {
      kind: "webhook",
      url: { kind: "written", text: "http://192.168.0.7/hook" },
      secret: { kind: "file", path: "/home/ann/guard/key.txt" },
      headers: { "X-Who": { kind: "written", text: "me" } },
      timeoutMs: 3000,
    },
    phone: { kind: "ntfy", url: { kind: "written", text: "https://ntfy.sh/raid" }, token: null, timeoutMs: 10_000 },
    voice: { kind: "command", command: ["spd-say", "{title}"], cwd: null, timeoutMs: 30_000 },
  });
  const wrong = parse(`
channels:
  a: { kind: discord }
  b: { kind: ntfy, url: my-topic }
  c: { kind: webhook, url: "https://h.example/x", headers: { "X Who": me, webhook-id: "1" }, timeout: 1ms }
  d: { kind: command, command: "spd-say {title}" }
`);
  expect(wrong.problems.map(({ message }) => message)).toEqual([
    "`url` is missing here; add the webhook's URL: a text, { env: NAME } or { file: PATH }, such as `url: { file: hook.txt }`",
    "this is no URL; write one that begins with https://, or { env: NAME }, { file: PATH }",
    "`X Who` is no name of a header; write letters, digits and - without blanks",
    "the header `webhook-id` is set by macro-engine itself; leave it out",
    "1ms is too little; write at least 100ms",
    "a list is needed here, not a text",
  ]);
});

it("reports everything wrong at once, each at its place", () => {
  const text = `interval: 5sec
intervall: 1s
overrides: { mode: tighten, foldr: x }
sources:
  - { kind: latency, port: 99999 }
  - kind: fil
staleness: { cpu.usgae: 5s }
store: { size: 200, retention: { seconds: 1m2h } }
zone: Europe/Warszaw
interval: 0s
api: { port: 1 }
channels: { raid: { kind: discrod } }
macros: { heal: { command: [] } }
other_users: yes
`;
  expect(shown(text)).toMatchInlineSnapshot(`
    "error[wrong-value]: \`sec\` is not a unit of a duration (us, ms, s, m, h, d); write a duration such as 1s
     --> macro-engine.yaml:1:11
      |
    1 | interval: 5sec
      |           ^^^^

    error[unknown-key]: \`intervall\` is not a key of this section; did you mean \`interval\`?
     --> macro-engine.yaml:2:1
      |
    2 | intervall: 1s
      | ^^^^^^^^^

    error[wrong-value]: \`tighten\` is not one of the choices; write one of allow, tighten-only, forbid
     --> macro-engine.yaml:3:20
      |
    3 | overrides: { mode: tighten, foldr: x }
      |                    ^^^^^^^

    error[unknown-key]: \`foldr\` is not a key of this section; did you mean \`folder\`?
     --> macro-engine.yaml:3:29
      |
    3 | overrides: { mode: tighten, foldr: x }
      |                             ^^^^^

    error[missing-key]: \`host\` is missing here; add the host to connect to, such as \`host: game.example.net\`
     --> macro-engine.yaml:5:7
      |
    5 |   - { kind: latency, port: 99999 }
      |       ^^^^

    error[wrong-value]: a whole number from 1 to 65535 is needed here, not the number 99999
     --> macro-engine.yaml:5:28
      |
    5 |   - { kind: latency, port: 99999 }
      |                            ^^^^^

    error[wrong-value]: \`fil\` is no kind known here; did you mean \`file\`?
     --> macro-engine.yaml:6:11
      |
    6 |   - kind: fil
      |           ^^^

    warning[unknown-metric]: \`cpu.usgae\` is no built-in metric; did you mean \`cpu.usage\`? A metric of your own is declared in a policy
     --> macro-engine.yaml:7:14
      |
    7 | staleness: { cpu.usgae: 5s }
      |              ^^^^^^^^^

    error[wrong-value]: \`200\` has no unit; write a size in bytes such as 200MiB
     --> macro-engine.yaml:8:16
      |
    8 | store: { size: 200, retention: { seconds: 1m2h } }
      |                ^^^

    error[wrong-value]: \`1m2h\` has its units in the wrong order, larger ones come first; write a duration such as 2d
     --> macro-engine.yaml:8:43
      |
    8 | store: { size: 200, retention: { seconds: 1m2h } }
      |                                           ^^^^

    error[wrong-value]: \`Europe/Warszaw\` is not a time zone; did you mean \`Europe/Warsaw\`?
     --> macro-engine.yaml:9:7
      |
    9 | zone: Europe/Warszaw
      |       ^^^^^^^^^^^^^^

    error[duplicate-key]: this key stands here twice; keep one
      --> macro-engine.yaml:10:1
       |
    10 | interval: 0s
       | ^^^^^^^^

    error[wrong-value]: 0s is too little; write at least 10ms
      --> macro-engine.yaml:10:11
       |
    10 | interval: 0s
       |           ^^

    error[wrong-value]: \`discrod\` is no kind known here; did you mean \`discord\`?
      --> macro-engine.yaml:12:27
       |
    12 | channels: { raid: { kind: discrod } }
       |                           ^^^^^^^

    error[wrong-value]: the list is empty; it needs an entry
      --> macro-engine.yaml:13:28
       |
    13 | macros: { heal: { command: [] } }
       |                            ^^

    error[wrong-value]: true or false is needed here, not a text
      --> macro-engine.yaml:14:14
       |
    14 | other_users: yes
       |              ^^^
    "
  `);
  expect(parse(text).config.intervalMs).toBe(1000);
});

it("shows the place of broken YAML, and of a file that is no group of keys", () => {
  expect(shown("interval: [1s\n")).toMatchInlineSnapshot(`
    "error[syntax-error]: Flow sequence in block collection must be sufficiently indented and end with a ]
     --> macro-engine.yaml:2:1
      |
    2 |
      | ^
    "
  `);
  expect(shown("- interval\n")).toMatchInlineSnapshot(`
    "error[wrong-value]: a group of keys is needed here, not a list; known are policies, interval, evaluator, zone, overrides, sources, staleness, cancel, on_exit, other_users, macros, max_level, store, channels, api, discord, mute, log, lint, fmt
     --> macro-engine.yaml:1:1
      |
    1 | - interval
      | ^^^^^^^^^^
    "
  `);
});

it("takes hosts and origins as browsers send them", () => {
  const said = (api: string) => parse(`api: { ${api} }`).problems.map(({ message, meant }) => [message, ...meant]);
  expect(said("hosts: [games.example.net, localhost, 192.168.1.20, '::1']")).toEqual([]);
  expect(said('hosts: ["https://games.example.net/", "Games.example.net:8750", "*.example.net"]')).toEqual([
    ["`https://games.example.net/` is not a host's name alone; did you mean `games.example.net`?", "games.example.net"],
    ["`Games.example.net:8750` is not a host's name alone; did you mean `games.example.net`?", "games.example.net"],
    ["`*.example.net` is not a host's name alone; write one such as games.example.net"],
  ]);
  expect(said('origins: ["http://127.0.0.1:5000", "https://example.net", "moz-extension://0a1b"]')).toEqual([]);
  const what = "is not an origin: scheme, host and port alone";
  expect(
    said('origins: ["http://127.0.0.1:5000/", "127.0.0.1:5000", "https://example.net:443/page", "*", "null"]'),
  ).toEqual([
    [`\`http://127.0.0.1:5000/\` ${what}; did you mean \`http://127.0.0.1:5000\`?`, "http://127.0.0.1:5000"],
    [`\`127.0.0.1:5000\` ${what}; did you mean \`http://127.0.0.1:5000\`?`, "http://127.0.0.1:5000"],
    [`\`https://example.net:443/page\` ${what}; did you mean \`https://example.net\`?`, "https://example.net"],
    [`\`*\` ${what}; write one such as "https://overlay.example.net"`],
    [`\`null\` ${what}; write one such as "https://overlay.example.net"`],
  ]);
});

it("takes a key without a value as not set", () => {
  const { config, problems } = parse("sources:\n#  - { kind: latency }\ninterval:\n");
  expect(problems).toEqual([]);
  expect(config).toMatchObject({ sources: [], intervalMs: 1000 });
});

it("follows anchors", () => {
  const { config, problems } = parse("interval: &second 1s\nstaleness: { fps: *second }\n");
  expect(problems).toEqual([]);
  expect(config.stalenessMs).toEqual({ fps: 1000 });
});

it("finds the nearest file above, and names paths as the user sees them", () => {
  using outer = folder({ "macro-engine.yaml": "intervall: 1s\n", "a/b/notes.txt": "" });
  const below = join(outer.path, "a");
  const { path, problems, config } = loadConfig({ cwd: below });
  expect(path).toBe(join(outer.path, "macro-engine.yaml"));
  expect(problems.map(({ file }) => file)).toEqual(["../macro-engine.yaml"]);
  expect(config.policies).toEqual([join(outer.path, "policies")]);
  const deeper = loadConfig({ cwd: join(below, "b") });
  expect(deeper.problems[0]?.file).toBe(join(outer.path, "macro-engine.yaml"));
});

it("takes policies named on the command line, and keeps their history apart", () => {
  using here = folder({ "macro-engine.yaml": "interval: 2s\n" });
  const own = loadConfig({ cwd: here.path }).config;
  const named = loadConfig({ cwd: here.path, policies: ["other"] }).config;
  expect(named.policies).toEqual([join(here.path, "other")]);
  expect(named.intervalMs).toBe(2000);
  expect(named.store.path).not.toBe(own.store.path);
  expect(loadConfig({ cwd: here.path, policies: ["./policies/"] }).config.store.path).toBe(own.store.path);
});

it("says why a file cannot be read", () => {
  using here = folder({ "latin1.yaml": Buffer.from([0x7a, 0x3a, 0x20, 0xff]), "folder/x": "" });
  const said = (path: string) =>
    renderConfigProblems(loadConfig({ cwd: here.path, path }).problems, { color: false }).split("\n");
  expect(said("none.yaml")).toEqual([
    "error[unreadable-file]: the configuration cannot be read: there is no such file; `macro-engine init` writes one",
    " --> none.yaml",
    "",
  ]);
  expect(said("latin1.yaml")[0]).toContain("it is not UTF-8");
  expect(said("folder")[0]).toContain("it is a folder");
});

it("has a sample that means the defaults, and whose every line may be set free", () => {
  const sample = sampleConfig();
  const { config: fromSample, problems: none } = parse(sample);
  expect([fromSample, none]).toEqual([parse("").config, []]);
  const { config, problems } = parse(sample.replaceAll(/^#(?=[a-z]| {2})/gm, ""));
  expect(problems).toEqual([]);
  expect(config.sources).toHaveLength(2);
  expect(config.macros.heal?.command).toEqual(["autohotkey", "heal.ahk"]);
  for (const { key } of configuration.form.keys) expect(sample).toMatch(new RegExp(`^#?${key}:`, "m"));
});
