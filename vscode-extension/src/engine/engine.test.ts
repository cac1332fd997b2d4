/** Where the engine is found, and which policies a command is about. */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { splitCommandLine } from "./command-line.ts";
import { type EngineSearch, findEngine } from "./find-engine.ts";
import { lintPlace, policyPlace } from "./policy-place.ts";
import { runEngine } from "./run-engine.ts";

function search(files: readonly string[], also: Partial<EngineSearch> = {}): ReturnType<typeof findEngine> {
  return findEngine({
    setting: "",
    cwd: "/work/guard/deep",
    workspaceFolder: "/work/guard",
    env: { PATH: "relative/bin:/usr/bin:/opt/bin" },
    platform: "linux",
    isFile: (path) => files.includes(path),
    ...also,
  });
}

describe("the engine is looked for", () => {
  test("in the packages of the folder and of those above it, the nearest first", () => {
    const nearest = "/work/guard/deep/node_modules/.bin/macro-engine";
    const above = "/work/guard/node_modules/.bin/macro-engine";
    expect(search([above, nearest, "/usr/bin/macro-engine"])).toEqual({ command: nearest, args: [] });
    expect(search([above, "/usr/bin/macro-engine"])).toEqual({ command: above, args: [] });
  });

  test("never above the workspace folder, nor in folders of the path that depend on where one is", () => {
    expect(search(["/work/node_modules/.bin/macro-engine", "relative/bin/macro-engine"])).toMatch(/was not found.*npm/);
  });

  test("where there is none, no package is told to be installed that is nobody's, or a stranger's", () => {
    const walkthrough = readFileSync(fileURLToPath(new URL("../../walkthrough/engine.md", import.meta.url)), "utf8");
    for (const text of [String(search([])), walkthrough]) {
      expect(text.match(/npm i\w* [^`]+/g)).toEqual(["npm install --global ."]);
    }
  });

  test("then on the path", () => {
    expect(search(["/opt/bin/macro-engine"])).toEqual({ command: "/opt/bin/macro-engine", args: [] });
  });

  test("before all that, where the setting says; a script is for Node", () => {
    const files = ["/work/guard/tools/me", "/x/main.js", "/usr/bin/macro-engine"];
    expect(search(files, { setting: "tools/me" })).toEqual({ command: "/work/guard/tools/me", args: [] });
    expect(search(files, { setting: "/x/main.js" })).toEqual({ command: "node", args: ["/x/main.js"] });
    expect(search(files, { setting: "/gone" })).toMatch(/names \/gone, which is no file/);
  });

  test("by the names that Windows has for it", () => {
    const cmd = "/work/guard/node_modules/.bin/macro-engine.cmd";
    expect(search([cmd], { platform: "win32" })).toEqual({ command: cmd, args: [] });
  });
});

describe("a command is about", () => {
  const place = (file: string | null, ...there: readonly string[]) =>
    policyPlace(file, "/work", (path) => there.includes(path));

  test("what the nearest configuration names", () => {
    expect(place("/work/a/b/x.macropolicy", "/work/macro-engine.yaml", "/work/a/macro-engine.yaml")).toEqual({
      cwd: "/work/a",
      policies: null,
    });
    expect(place(null, "/work/macro-engine.yaml")).toEqual({ cwd: "/work", policies: null });
  });

  test("the workspace folder, where a file of a folder beside it is looked at", () => {
    const files = ["/work/macro-engine.yaml", "/work-old/macro-engine.yaml"];
    expect(place("/work-old/x.macropolicy", ...files)).toEqual({ cwd: "/work", policies: null });
  });

  test("the folder policies, where there is no configuration", () => {
    expect(place("/work/policies/deep/x.macropolicy", "/work/policies")).toEqual({
      cwd: "/work",
      policies: "policies",
    });
    expect(place(null, "/work/policies")).toEqual({ cwd: "/work", policies: "policies" });
  });

  test("else the folder of the file", () => {
    expect(place("/work/other/x.macropolicy", "/work/policies")).toEqual({ cwd: "/work", policies: "other" });
    expect(place("/work/policies2/x.macropolicy", "/work/policies")).toEqual({ cwd: "/work", policies: "policies2" });
    expect(place("/work/x.macropolicy")).toEqual({ cwd: "/work", policies: "." });
  });
});

test("what the lint task prints leads to the files, wherever the configuration lies", async () => {
  const top = mkdtempSync(join(tmpdir(), "macropolicy-lint-"));
  const deep = join(top, "deep");
  mkdirSync(join(deep, "policies"), { recursive: true });
  writeFileSync(join(deep, "macro-engine.yaml"), "policies: policies\n");
  writeFileSync(join(deep, "policies", "a.macropolicy"), "profile a { rule r: warn when cpu.usage > 80 }\n");
  const place = policyPlace(join(deep, "policies", "a.macropolicy"), top, existsSync);
  const { cwd, options } = lintPlace(place, top);
  const bin = fileURLToPath(new URL("../../../engine/bin/macro-engine.js", import.meta.url));
  const args = ["lint", "--format", "compact", ...options];
  const program = { command: process.execPath, args: [bin] };
  const { stdout } = await runEngine(program, { args, cwd, signal: new AbortController().signal });
  const [{ pattern }] = manifest.contributes.problemMatchers as [(typeof manifest.contributes.problemMatchers)[number]];
  const found = stdout
    .split("\n")
    .map((line) => new RegExp(pattern.regexp).exec(line))
    .find((match) => match !== null)!;
  expect(join(top, found[pattern.file]!)).toBe(join(deep, "policies", "a.macropolicy"));
  expect(found[pattern.line]).toBe("1");
  expect(found[pattern.column]).toBe("43");
  expect([found[pattern.severity], found[pattern.code]]).toEqual(["error", "missing-unit"]);
  expect(found[pattern.message]).toContain("percentage");
  rmSync(top, { recursive: true });
});

describe("a command line", () => {
  test.each([
    ["node heal.js --fast", ["node", "heal.js", "--fast"]],
    ['  autohotkey "my macros/heal.ahk"  ', ["autohotkey", "my macros/heal.ahk"]],
    ["a '' \"\" b", ["a", "", "", "b"]],
    [String.raw`C:\games\heal.exe a\ b \"c\"`, [String.raw`C:\games\heal.exe`, "a b", '"c"']],
    [String.raw`x "a \"b\" \n"`, ["x", String.raw`a "b" \n`]],
    ["", []],
  ])("%s", (line, words) => expect(splitCommandLine(line)).toEqual(words));

  test("whose quote is open says so", () => {
    expect(splitCommandLine("a 'b")).toEqual({ problem: "A quote ' is not closed" });
  });
});

describe("a command of the engine", () => {
  const folder = mkdtempSync(join(tmpdir(), "macropolicy-run-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const node = process.execPath;
  const never = new AbortController().signal;

  test("answers with what it prints and its code, without colours", async () => {
    const script =
      "console.log(process.argv[1], process.env.NO_COLOR, process.cwd()); console.error('e'); process.exitCode = 3";
    const run = { args: ["a b"], cwd: folder, signal: never };
    const answer = await runEngine({ command: node, args: ["-e", script] }, run);
    expect(answer).toEqual({ code: 3, stdout: `a b 1 ${folder}\n`, stderr: "e\n" });
  });

  test("that cannot be started says why", async () => {
    const program = { command: join(folder, "nothing"), args: [] };
    const answer = await runEngine(program, { args: [], cwd: folder, signal: never });
    expect(answer.code).toBeNull();
    expect(answer.stderr).toContain("ENOENT");
  });

  test("that nobody waits for any more is ended", async () => {
    const abort = new AbortController();
    const program = { command: node, args: ["-e", "console.log('begun'); setInterval(() => {}, 1000)"] };
    const answer = runEngine(program, { args: [], cwd: folder, signal: abort.signal });
    abort.abort();
    expect((await answer).code).toBeNull();
  });

  test("may be a script with a blank in its path", async () => {
    mkdirSync(join(folder, "with blank"));
    const path = join(folder, "with blank", "engine");
    writeFileSync(path, '#!/bin/sh\necho "$1"\n');
    chmodSync(path, 0o755);
    const answer = await runEngine({ command: path, args: [] }, { args: ["$HOME; x"], cwd: folder, signal: never });
    expect(answer.stdout).toBe("$HOME; x\n");
  });
});
