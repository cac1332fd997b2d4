/** What is packed, and whether the manifest tells the truth about it. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { analyze } from "@macro-engine/dsl";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
} from "vscode-languageserver";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { packageExtension } from "./package.ts";
import { type Activated, activateBundle } from "./testing/fake-vscode.ts";
import { type ZipEntry, zipEntries } from "./testing/zip-entries.ts";

interface Manifest {
  readonly main: string;
  readonly browser?: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly taskDefinitions: readonly { readonly type: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly keybindings?: readonly unknown[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

interface Step {
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents: readonly string[];
}

interface Setting {
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly scope: string;
}

const folder = mkdtempSync(join(tmpdir(), "macropolicy-"));
const vsix = join(folder, "macropolicy.vsix");
let entries: ReadonlyMap<string, ZipEntry>;
let manifest: Manifest;
let activated: Activated;

beforeAll(async () => {
  // The packer lists what it does.
  vi.spyOn(console, "log").mockImplementation(() => {});
  await packageExtension(vsix);
  entries = new Map(zipEntries(readFileSync(vsix)).map((entry) => [entry.name, entry]));
  manifest = JSON.parse(entries.get("extension/package.json")!.text()) as Manifest;
  activated = activate(manifest);
  await activated.ready;
}, 120_000);

function activate(by: Manifest): Activated {
  const scripts = ["extension.js", "features.js"].map((name) => [name, entries.get(`extension/dist/${name}`)!.text()]);
  return activateBundle(Object.fromEntries(scripts), folder, by);
}

afterAll(() => {
  vi.restoreAllMocks();
  activated?.dispose();
  rmSync(folder, { recursive: true });
});

/** Every path of the package that the manifest names. */
function pathsIn(value: unknown): string[] {
  if (typeof value === "string")
    return /^\.\/|^(?:icons|walkthrough)\//.test(value) ? [value.replace(/^\.\//, "")] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

test("it is at most 1 MB, and holds what runs, not what it is made from", () => {
  expect(readFileSync(vsix).length).toBeLessThan(1_000_000);
  const names = [...entries.keys()];
  expect(names).toContain("extension/LICENSE.txt");
  expect(names).toContain("extension/readme.md");
  expect(names).toContain("extension/dist/server.js");
  expect(names).toContain("extension/dist/third-party-licenses.txt");
  expect(names).toContain("extension/dist/code-pages/unused-let.md");
  expect(names.filter((name) => /\.ts$|node_modules|\.map$|\/src\/|\/build\//.test(name))).toEqual([]);
});

test("it holds every file that the manifest names", () => {
  const named = pathsIn(manifest);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !entries.has(`extension/${path}`))).toEqual([]);
});

test("its server answers as a process, with nothing but its one file", async () => {
  const script = join(folder, "server.js");
  writeFileSync(script, entries.get("extension/dist/server.js")!.text());
  const set = join(folder, "set");
  mkdirSync(join(set, "policies"), { recursive: true });
  writeFileSync(join(set, "macro-engine.yaml"), "policies: policies\noverides: {}\n");
  writeFileSync(join(set, "policies", "a.macropolicy"), "profile a { rule r: warn when cpu.usage > 80 }\n");
  const server = spawn(process.execPath, [script, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const codes = new Set<unknown>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics }) => {
    for (const { code } of diagnostics) codes.add(code);
  });
  connection.listen();
  const workspaceFolders = [{ uri: pathToFileURL(set).href, name: "set" }];
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    workspaceFolders,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  await expect.poll(() => [...codes]).toEqual(expect.arrayContaining(["missing-unit", "unknown-key"]));
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  expect(await ended).toBe(0);
});

test("every command that is offered is registered, and every registered one is offered", async () => {
  const offered = manifest.contributes.commands.map(({ command }) => command);
  expect(activated.commands.toSorted()).toEqual(offered.toSorted());
  for (const { title, category } of manifest.contributes.commands) {
    expect(title).not.toBe("");
    expect(category).toBe("Macro policies");
  }
  // Whether something answers to each is found out when all is loaded.
  const [first, ...others] = manifest.contributes.commands;
  const nothing = { ...first!, command: "macropolicy.nothing" };
  for (const commands of [others, [...manifest.contributes.commands, nothing]]) {
    const other = activate({ ...manifest, contributes: { ...manifest.contributes, commands } });
    const alone = commands === others ? first!.command : nothing.command;
    await expect(other.ready).rejects.toThrow(alone);
    other.dispose();
  }
});

test("menus name commands and submenus that there are", () => {
  const { commands, menus, submenus } = manifest.contributes;
  const known = [...commands.map(({ command }) => command), ...submenus.map(({ id }) => id)];
  for (const [menu, items] of Object.entries(menus)) {
    for (const { command, submenu } of items) expect(known, menu).toContain(command ?? submenu);
  }
});

test("steps of the walkthrough lead to commands that there are, and policies in it are whole", () => {
  const known = manifest.contributes.commands.map(({ command }) => command);
  const [walkthrough] = manifest.contributes.walkthroughs;
  expect(walkthrough!.steps.length).toBeGreaterThanOrEqual(4);
  const profile = policiesIn(entries.get("extension/walkthrough/write.md")!.text()).join("\n");
  for (const { description, completionEvents, media } of walkthrough!.steps) {
    const commands = [description, ...completionEvents].flatMap(
      (text) => text.match(/macropolicy\.\w+(?=[)?]|$)/g) ?? [],
    );
    for (const command of commands.filter((name) => name !== "macropolicy.watching")) expect(known).toContain(command);
    const own = policiesIn(entries.get(`extension/${media.markdown}`)!.text()).join("\n");
    if (own === "") continue;
    const texts = own === profile ? [own] : [profile, own];
    const { diagnostics } = analyze({ files: texts.map((text, at) => ({ path: `${at}.macropolicy`, text })) });
    expect(diagnostics).toEqual([]);
  }
});

function policiesIn(markdown: string): string[] {
  return [...markdown.matchAll(/```macropolicy\n(.*?)```/gs)].map((match) => match[1]!);
}

test("the tasks that are described are provided", () => {
  expect(activated.taskTypes).toEqual(manifest.contributes.taskDefinitions.map(({ type }) => type));
});

test("every setting says what it is for, and settings that name programs stand only where the workspace is trusted", () => {
  const settings = Object.entries(manifest.contributes.configuration.properties);
  for (const [name, { description, markdownDescription }] of settings) {
    expect((markdownDescription ?? description ?? "").length, name).toBeGreaterThan(20);
  }
  const programs = settings.filter(([name]) => /\.(path|args)$/.test(name));
  expect(programs.length).toBeGreaterThan(0);
  for (const [name, { scope }] of programs) {
    expect(scope, name).toBe("machine-overridable");
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name);
  }
});

test("settings that the code reads are described", () => {
  const described = Object.keys(manifest.contributes.configuration.properties);
  const own = [...activated.settings].filter((name) => name.startsWith("macropolicy."));
  expect(own.length).toBeGreaterThan(0);
  for (const name of own) expect(described).toContain(name);
});

test("it wakes up for its language, and takes no key that is another's", () => {
  // Editors wake an extension for the languages, commands and tasks that it contributes, without a word in this list.
  expect(manifest.activationEvents).toEqual([]);
  expect(manifest.contributes.keybindings ?? []).toEqual([]);
});
