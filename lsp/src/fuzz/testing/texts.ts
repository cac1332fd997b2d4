/** The files of a random workspace, and what is written into them. */

import type { Random } from "../../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../../dsl/src/testing/random-policy.ts";

export const root = "file:///work/set";

export const policies = [
  `${root}/policies/a.macropolicy`,
  `${root}/policies/b%20b.macropolicy`,
  `${root}/policies/deep/c.macropolicy`,
  `${root}/alone/d.macropolicy`,
];
/** On no disk, or below no folder of the workspace. */
export const strays = ["untitled:Untitled-1", "file:///work/other/e.macropolicy"];
export const overrides = [`${root}/config/macro_safety/o.yaml`, `${root}/config/macro_safety/p.json`];
/** The second makes a set of its own within the folder of the first. */
export const configurations = [`${root}/macro-engine.yaml`, `${root}/alone/macro-engine.yaml`];
export const files: readonly string[] = [...policies, ...strays, ...overrides, ...configurations];
/** Of the workspace, in time. */
export const folders = [root, `${root}/alone`, `${root}/policies`, "file:///work/other"];
const baseline = `${root}/baseline.json`;
export const firstDisk = (random: Random): [string, string][] => [
  ...policies.map((uri): [string, string] => [uri, textFor(uri, random)]),
  [overrides[0]!, ""],
  [configurations[0]!, ""],
  [baseline, '{ "version": 1, "findings": [] }'],
];

const configured = [
  "",
  "overrides: tighten-only\n",
  "policies: [policies/deep]\n",
  "policies: [../policies, .]\n",
  "channels: { x: 5 }\n",
  "channels: { screen: { kind: desktop } }\n",
  "policies: [\n",
  "policies: [nowhere]\n",
  "lint: { levels: { naming: off } }\r\n",
  "lint: { baseline: baseline.json }\n",
  "macros: { heal: { command: [x], profile: heal } }\n",
  "fmt: { width: 60 }\n",
];

const overriding = [
  "",
  "profiles: { p: { grace: 2s } }\n",
  "profiles: { heal: { set: { x: 5% } } }",
  "profiles:\r\n  p:\r\n    set:\r\n      cpu_usage_max: 80%\r\n",
  "profiles: [",
  '{ "heal": { "max_duration": 5 } }',
];

/** What people type, and what nobody would. */
const typed = [
  ...'{}()"\\=:,;%°#\n|>.-_ 🙂\u0000\ufeff',
  "\r\n",
  "\r",
  "\ud83d",
  "##",
  "[[",
  "profile p { ",
  "template t {\n",
  " extends t",
  "rule r: cancel when cpu.usage > 80% for 5s\n",
  "set cpu_usage_max = 85%\n",
  "override rule r: pause when fps < 5 until fps > 9\n",
  "when ",
  "avg(cpu.usage, ",
  "5sec",
  "1s2m",
  'message "{cpu.usage',
  'notify "x" via screen\n',
  'test "t" { profile p\n expect no cancel }\n',
  "assert a { profile p\n cancels when fps < 1 }\n",
  "let x = 5%\n",
  "limit",
  "night",
  "guild.queue",
  "# lint-ignore naming because\n",
  "# lint-ignore unused-let until 2026-01-01: no more\n",
  'schedule s = fri 20:00-24:00 in "Europe/Warsaw"\n',
];
const typedInYaml = [
  "profiles:\n",
  "  p:\n",
  "    set: { x: 5% }\n",
  "policies: [policies]\n",
  "5s",
  ": ",
  "\t",
  "&a",
  "*a",
];

export function typedInto(uri: string, random: Random): string {
  return random.pick(isPolicy(uri) ? typed : [...typed, ...typedInYaml, ...typedInYaml]);
}

export function textFor(uri: string, random: Random): string {
  if (configurations.includes(uri)) return random.pick(configured);
  if (overrides.includes(uri)) return random.pick(overriding);
  const text = randomPolicy(random, { declarations: 1 + random.below(4), layout: random.pick(["plain", "wild"]) });
  const ends = random.chance(0.3) ? text.replaceAll("\n", "\r\n") : text;
  return (random.chance(0.1) ? "\ufeff" : "") + ends;
}

export function isPolicy(uri: string): boolean {
  return uri.endsWith(".macropolicy") || uri.startsWith("untitled:");
}

/** As an editor may write the URI of a file. */
export function spelt(uri: string, random: Random): string {
  if (!random.chance(0.1)) return uri;
  return random.pick([uri.replaceAll("%20", " "), uri.replace(/e(?=[^/]*$)/, "%65"), uri.replace("/set/", "/s%65t/")]);
}
